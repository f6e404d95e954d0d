#include "tests/cliniko_sandbox/rate_limiter.h"

#include "gtest/gtest.h"

namespace frontdesk::sandbox {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1772442000);
constexpr RatePolicy kThree = {.limit = 3};

TEST(RateLimiter, RefusesTheRequestAfterTheLast) {
  RateLimiter limiter;
  for (int level = 1; level <= 3; ++level) {
    const RateDecision decision = limiter.Admit(1, kStart, kThree);
    EXPECT_TRUE(decision.allowed);
    EXPECT_EQ(decision.level, level);
  }
  const RateDecision refused = limiter.Admit(1, kStart + absl::Seconds(5), kThree);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.resets_at, kStart + absl::Seconds(60));
}

TEST(RateLimiter, ResetsOnAWholeSecondNoMoreThanAWindowAway) {
  RateLimiter limiter;
  const absl::Time now = kStart + absl::Milliseconds(900);
  EXPECT_EQ(limiter.Admit(1, now, kThree).resets_at, kStart + absl::Seconds(60));
}

TEST(RateLimiter, PassesAgainFromTheResetInstant) {
  RateLimiter limiter;
  for (int i = 0; i < 4; ++i) limiter.Admit(1, kStart, kThree);
  EXPECT_FALSE(limiter.Admit(1, kStart + absl::Milliseconds(59999), kThree).allowed);
  EXPECT_TRUE(limiter.Admit(1, kStart + absl::Seconds(60), kThree).allowed);
}

TEST(RateLimiter, HasABucketForEachUser) {
  RateLimiter limiter;
  for (int i = 0; i < 4; ++i) limiter.Admit(1, kStart, kThree);
  EXPECT_TRUE(limiter.Admit(2, kStart, kThree).allowed);
}

TEST(RateLimiter, FreesASlidingWindowOneByOne) {
  RateLimiter limiter;
  const RatePolicy sliding = {.limit = 2, .sliding = true};
  EXPECT_TRUE(limiter.Admit(1, kStart, sliding).allowed);
  EXPECT_TRUE(limiter.Admit(1, kStart + absl::Seconds(30), sliding).allowed);
  EXPECT_FALSE(limiter.Admit(1, kStart + absl::Seconds(59), sliding).allowed);
  EXPECT_TRUE(limiter.Admit(1, kStart + absl::Seconds(60), sliding).allowed);
  EXPECT_FALSE(limiter.Admit(1, kStart + absl::Seconds(61), sliding).allowed);
}

TEST(RateLimiter, CountsRefusalsOnlyWhenAskedTo) {
  RateLimiter limiter;
  const RatePolicy policy = {.limit = 1, .sliding = true, .count_refused = true};
  EXPECT_TRUE(limiter.Admit(1, kStart, policy).allowed);
  EXPECT_FALSE(limiter.Admit(1, kStart + absl::Seconds(30), policy).allowed);
  EXPECT_FALSE(limiter.Admit(1, kStart + absl::Seconds(61), policy).allowed);
}

TEST(RateLimiter, StartsAgainWhenTheClockIsSetBack) {
  RateLimiter limiter;
  for (int i = 0; i < 4; ++i) limiter.Admit(1, kStart, kThree);
  EXPECT_TRUE(limiter.Admit(1, kStart - absl::Hours(1), kThree).allowed);
}

}  // namespace
}  // namespace frontdesk::sandbox
