#include "libs/cliniko/retry_policy.h"

#include "gtest/gtest.h"
#include "libs/cliniko/failure.h"

namespace frontdesk::cliniko {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1790000000);
const absl::Time kLater = kNow + absl::Minutes(5);
constexpr RetryOptions kOptions{.most_attempts = 3,
                                .first_backoff = absl::Milliseconds(100),
                                .longest_backoff = absl::Milliseconds(300)};
constexpr double kMostJitter = 1.0;

absl::Status Failed(Failure failure, bool effect = false) {
  return MakeFailure({.failure = failure, .may_have_taken_effect = effect}, "text");
}

std::optional<absl::Duration> ForARead(const absl::Status& failure, int attempt = 1,
                                       absl::Time deadline = kLater) {
  return DelayBeforeRetry(kOptions, /*is_read=*/true, attempt, failure, kNow, deadline,
                          kMostJitter);
}

std::optional<absl::Duration> ForAWrite(const absl::Status& failure, int attempt = 1,
                                        absl::Time deadline = kLater) {
  return DelayBeforeRetry(kOptions, /*is_read=*/false, attempt, failure, kNow, deadline,
                          kMostJitter);
}

absl::Status Limited(absl::Duration from_now, bool effect = false) {
  return MakeFailure({.failure = Failure::kRateLimited,
                      .may_have_taken_effect = effect,
                      .rate_limit_reset = kNow + from_now},
                     "text");
}

TEST(RetryPolicy, RepeatsAReadAfterWhatMayPass) {
  EXPECT_TRUE(ForARead(Failed(Failure::kServerError)).has_value());
  EXPECT_TRUE(ForARead(Failed(Failure::kUnreachable)).has_value());
  EXPECT_TRUE(ForARead(Failed(Failure::kRateLimited)).has_value());
}

TEST(RetryPolicy, NeverRepeatsWhatWillFailAgain) {
  for (const Failure failure :
       {Failure::kInvalidKey, Failure::kForbidden, Failure::kNotFound, Failure::kInvalidRequest,
        Failure::kUntrustedServer, Failure::kMalformedAnswer, Failure::kTimeout}) {
    EXPECT_FALSE(ForARead(Failed(failure)).has_value()) << FailureName(failure);
  }
  EXPECT_FALSE(ForARead(absl::InternalError("not ours")).has_value());
}

TEST(RetryPolicy, RepeatsAWriteOnlyIfNothingWasDone) {
  EXPECT_TRUE(ForAWrite(Failed(Failure::kUnreachable, /*effect=*/false)).has_value());
  EXPECT_FALSE(ForAWrite(Failed(Failure::kUnreachable, /*effect=*/true)).has_value());
  EXPECT_FALSE(ForAWrite(Failed(Failure::kServerError, /*effect=*/true)).has_value());
  EXPECT_FALSE(ForAWrite(Failed(Failure::kServerError, /*effect=*/false)).has_value());
  EXPECT_TRUE(ForAWrite(Limited(absl::Seconds(1), /*effect=*/false)).has_value());
  EXPECT_FALSE(ForAWrite(Limited(absl::Seconds(1), /*effect=*/true)).has_value());
}

TEST(RetryPolicy, WaitsLongerEachTimeUpToALimitAndThenGivesUp) {
  const RetryOptions patient{.most_attempts = 9,
                             .first_backoff = absl::Milliseconds(100),
                             .longest_backoff = absl::Milliseconds(300)};
  const auto delay = [&](int attempt, double jitter) {
    return DelayBeforeRetry(patient, true, attempt, Failed(Failure::kServerError), kNow, kLater,
                            jitter);
  };
  EXPECT_EQ(delay(1, kMostJitter), absl::Milliseconds(100));
  EXPECT_EQ(delay(1, 0), absl::Milliseconds(50));
  EXPECT_EQ(delay(2, kMostJitter), absl::Milliseconds(200));
  EXPECT_EQ(delay(3, kMostJitter), absl::Milliseconds(300));
  EXPECT_EQ(delay(8, kMostJitter), absl::Milliseconds(300));
  EXPECT_EQ(delay(9, kMostJitter), std::nullopt);
}

TEST(RetryPolicy, WaitsForNothingThatComesAfterTheDeadline) {
  EXPECT_TRUE(ForARead(Failed(Failure::kServerError), 1, kNow + absl::Milliseconds(101)));
  EXPECT_FALSE(ForARead(Failed(Failure::kServerError), 1, kNow + absl::Milliseconds(100)));
}

TEST(RetryPolicy, WaitsForTheResetOfTheLimitAndUpToASecondMore) {
  EXPECT_EQ(ForARead(Limited(absl::Seconds(20))), absl::Seconds(21));
  EXPECT_EQ(ForARead(Limited(-absl::Seconds(20))), absl::Seconds(1));
  EXPECT_EQ(ForARead(Limited(absl::Hours(20))), absl::Seconds(66));
  EXPECT_EQ(ForARead(Limited(absl::Seconds(20)), 1, kNow + absl::Seconds(20)), std::nullopt);
}

TEST(RetryPolicy, AWriteWaitsOnceAndOnlyForAResetThatIsNear) {
  EXPECT_EQ(ForAWrite(Limited(absl::Seconds(1))), absl::Seconds(2));
  EXPECT_EQ(ForAWrite(Limited(-absl::Seconds(20))), absl::Seconds(1));
  EXPECT_EQ(ForAWrite(Limited(absl::Seconds(3))), absl::Seconds(3));
  EXPECT_EQ(ForAWrite(Limited(absl::Milliseconds(3001))), std::nullopt);
  EXPECT_EQ(ForAWrite(Limited(absl::Seconds(1)), /*attempt=*/2), std::nullopt);
  EXPECT_EQ(ForAWrite(Failed(Failure::kRateLimited)), std::nullopt);
}

TEST(RetryPolicy, AWriteWaitsForEveryNearResetBeforeItsDeadline) {
  const absl::Status limited = Limited(absl::Seconds(2));
  EXPECT_EQ(ForAWrite(limited, 1, kNow + absl::Milliseconds(2200)), absl::Milliseconds(2100));
  EXPECT_EQ(ForAWrite(limited, 1, kNow + absl::Seconds(2)), std::nullopt);
  EXPECT_EQ(ForAWrite(limited, 1, kNow + absl::Seconds(1)), std::nullopt);
  EXPECT_EQ(ForAWrite(limited, 1, absl::InfiniteFuture()), absl::Seconds(3));
}

TEST(RetryPolicy, GrowsFromASecondWhereTheResetIsUnknown) {
  EXPECT_EQ(ForARead(Failed(Failure::kRateLimited), 1), absl::Seconds(2));
  EXPECT_EQ(ForARead(Failed(Failure::kRateLimited), 2), absl::Seconds(3));
}

}  // namespace
}  // namespace frontdesk::cliniko
