#include "libs/civil/wall_clock.h"

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace frontdesk {
namespace {

TEST(WallClock, IsTheSystemsUnlessStartedAtAnotherDate) {
  const WallClock clock;
  const absl::Time before = absl::Now();
  const absl::Time now = clock.Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, absl::Now());

  const absl::Time later = absl::Now() + absl::Hours(24 * 400);
  WallClock::StartAt(later);
  EXPECT_GT(clock.Now(), later - absl::Seconds(1));
  EXPECT_LT(clock.Now(), later + absl::Minutes(10));
  WallClock::StartAt(absl::Now());
}

}  // namespace
}  // namespace frontdesk
