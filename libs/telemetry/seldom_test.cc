#include "libs/telemetry/seldom.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/time/time.h"

namespace frontdesk::log {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'783'900'800);

TEST(Seldom, SaysTheFirstOfEachSubjectAtOnce) {
  Seldom seldom(absl::Seconds(10));

  EXPECT_EQ(seldom.Due("one clinic", kNow), 0);
  EXPECT_EQ(seldom.Due("another", kNow), 0);
}

TEST(Seldom, CountsWhatItLeavesOutUntilTheNextIsDue) {
  Seldom seldom(absl::Seconds(10));
  seldom.Due("clinic", kNow);

  for (int i = 1; i <= 9; ++i)
    EXPECT_EQ(seldom.Due("clinic", kNow + absl::Seconds(i)), std::nullopt);

  EXPECT_EQ(seldom.Due("clinic", kNow + absl::Seconds(10)), 9);
  EXPECT_EQ(seldom.Due("clinic", kNow + absl::Seconds(11)), std::nullopt);
  EXPECT_EQ(seldom.Due("clinic", kNow + absl::Seconds(20)), 1);
}

TEST(Seldom, RemembersABoundedNumberOfSubjects) {
  Seldom seldom(absl::Seconds(10));
  for (int i = 0; i < 5000; ++i) EXPECT_EQ(seldom.Due(std::to_string(i), kNow), 0);
}

}  // namespace
}  // namespace frontdesk::log
