#include "tests/cliniko_sandbox/ids.h"

#include <set>

#include "absl/time/civil_time.h"
#include "gtest/gtest.h"

namespace frontdesk::sandbox {
namespace {

const absl::Time kNow =
    absl::FromCivil(absl::CivilSecond(2026, 3, 2, 9, 0, 0), absl::UTCTimeZone()) +
    absl::Milliseconds(123);

TEST(Ids, CarryTheMomentOfTheirCreation) {
  IdGenerator ids;
  EXPECT_EQ(TimeOfId(ids.Next(kNow)), kNow);
}

TEST(Ids, GrowWithinOneMillisecond) {
  IdGenerator ids;
  const Id first = ids.Next(kNow);
  EXPECT_LT(first, ids.Next(kNow));
}

TEST(Ids, NeverRepeatWhenTheClockGoesBack) {
  IdGenerator ids;
  std::set<Id> seen;
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(seen.insert(ids.Next(kNow + absl::Milliseconds(i % 3))).second);
  }
}

TEST(Ids, AreReadFromDigitsOnly) {
  EXPECT_EQ(ParseId("75335355"), 75335355);
  EXPECT_EQ(ParseId("9223372036854775807"), INT64_MAX);
  for (const char* text : {"", "0", "-1", "+1", " 1", "1.0", "1e3", "0x1", "9223372036854775808",
                           "123456789012345678901"}) {
    EXPECT_FALSE(ParseId(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace frontdesk::sandbox
