#include "libs/postgres/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::IsOkAndHolds;
using test::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kMorning =
    absl::FromCivil(absl::CivilMinute(2026, 7, 14, 9, 30), absl::UTCTimeZone());

TEST(Timestamptz, IsWrittenInUtcToTheMicrosecond) {
  EXPECT_EQ(ToTimestamptz(kMorning), "2026-07-14 09:30:00.000000+00");
  EXPECT_EQ(ToTimestamptz(kMorning + absl::Nanoseconds(123456789)),
            "2026-07-14 09:30:00.123456+00");
  EXPECT_EQ(ToTimestamptz(absl::FromUnixMicros(-1)), "1969-12-31 23:59:59.999999+00");
  EXPECT_EQ(
      ToTimestamptz(absl::FromCivil(absl::CivilSecond(999, 1, 2, 3, 4, 5), absl::UTCTimeZone())),
      "999-01-02 03:04:05.000000+00");
  EXPECT_EQ(ToTimestamptz(absl::InfiniteFuture()), "infinity");
  EXPECT_EQ(ToTimestamptz(absl::InfinitePast()), "-infinity");
}

TEST(Timestamptz, IsReadInWhateverZoneTheSessionWritesIt) {
  for (const char* text :
       {"2026-07-14 09:30:00+00", "2026-07-14 19:30:00+10", "2026-07-14 20:00:00+10:30",
        "2026-07-14 05:30:00-04", "2026-07-14 09:30:00.000000+00"}) {
    SCOPED_TRACE(text);
    EXPECT_THAT(FromTimestamptz(text), IsOkAndHolds(kMorning));
  }
  EXPECT_THAT(FromTimestamptz("2026-07-14 09:30:00.5+00"),
              IsOkAndHolds(kMorning + absl::Milliseconds(500)));
  EXPECT_THAT(FromTimestamptz("infinity"), IsOkAndHolds(absl::InfiniteFuture()));
  EXPECT_THAT(FromTimestamptz("-infinity"), IsOkAndHolds(absl::InfinitePast()));
}

TEST(Timestamptz, IsRefusedWhenItIsNone) {
  for (const char* text : {"", "yesterday", "2026-07-14", "2026-07-14 09:30:00"}) {
    SCOPED_TRACE(text);
    EXPECT_THAT(FromTimestamptz(text), StatusIs(absl::StatusCode::kInternal));
  }
}

TEST(Date, GoesThereAndBack) {
  EXPECT_EQ(ToDate(absl::CivilDay(2026, 3, 2)), "2026-03-02");
  EXPECT_THAT(FromDate("2026-03-02"), IsOkAndHolds(absl::CivilDay(2026, 3, 2)));
  EXPECT_THAT(FromDate("2026-13-02"), StatusIs(absl::StatusCode::kInternal));
}

TEST(Array, GoesThereAndBackWhateverItHolds) {
  const std::vector<std::string> odd = {"plain",       "",        "with space",
                                        "a,b",         "{brace}", "quote\"inside",
                                        "back\\slash", "NULL",    "\xC3\xA9"};
  EXPECT_THAT(FromArray(ToArray(odd)), IsOkAndHolds(odd));
  EXPECT_EQ(ToArray({}), "{}");
  EXPECT_THAT(FromArray("{}"), IsOkAndHolds(IsEmpty()));
}

TEST(Array, IsReadWithoutQuotesWhereTheServerLeavesThemOut) {
  EXPECT_THAT(FromArray("{one,2,\"three, four\"}"),
              IsOkAndHolds(ElementsAre("one", "2", "three, four")));
}

TEST(Array, IsRefusedWhenItIsNoPlainList) {
  for (const char* text :
       {"", "{", "one", "{one", "{one,}", "{\"one", "{one}x", "{NULL}", "{{a},{b}}"}) {
    SCOPED_TRACE(text);
    EXPECT_THAT(FromArray(text), StatusIs(absl::StatusCode::kInternal));
  }
}

TEST(Array, HoldsInstants) {
  const std::vector<absl::Time> times = {kMorning, kMorning + absl::Minutes(45)};
  EXPECT_THAT(FromTimestamptzArray(ToTimestamptzArray(times)), IsOkAndHolds(times));
}

TEST(Array, HoldsIdentifiers) {
  EXPECT_EQ(ToIdArray(std::vector<BusinessId>{BusinessId("11"), BusinessId("12")}),
            "{\"11\",\"12\"}");
}

TEST(OrNull, IsNullOnlyForNothing) {
  EXPECT_EQ(OrNull(std::nullopt), nullptr);
  EXPECT_STREQ(OrNull(std::optional<std::string>("")), "");
  EXPECT_EQ(NullIfEmpty(""), nullptr);
  EXPECT_STREQ(NullIfEmpty("text"), "text");
}

TEST(Uuid, IsNewEachTimeAndWellFormed) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string uuid = NewUuid();
    EXPECT_TRUE(IsUuid(uuid)) << uuid;
    EXPECT_EQ(uuid[14], '4') << uuid;
    seen.insert(uuid);
  }
  EXPECT_EQ(seen.size(), 100u);
}

TEST(Uuid, IsToldFromOtherTexts) {
  EXPECT_TRUE(IsUuid("0b5376b0-2595-4c2d-8bfa-00000000000A"));
  for (const char* text :
       {"", "1", "0b5376b0-2595-4c2d-8bfa-00000000000", "0b5376b0x2595-4c2d-8bfa-000000000000",
        "{0b5376b0-2595-4c2d-8bfa-0000000000}", "0b5376b0-2595-4c2d-8bfa-00000000000g"}) {
    SCOPED_TRACE(text);
    EXPECT_FALSE(IsUuid(text));
  }
}

}  // namespace
}  // namespace frontdesk
