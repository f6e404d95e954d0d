#include "libs/cliniko/retry_policy.h"

#include <algorithm>

#include "libs/cliniko/failure.h"

namespace frontdesk::cliniko {
namespace {

bool MayRepeat(bool is_read, const absl::Status& failure) {
  const std::optional<Failure> kind = FailureOf(failure);
  if (!kind.has_value() || !IsTransient(*kind) || *kind == Failure::kTimeout) return false;
  if (is_read) return true;
  return (*kind == Failure::kUnreachable || *kind == Failure::kRateLimited) &&
         !MayHaveTakenEffect(failure);
}

absl::Duration Doubled(absl::Duration first, int attempt, absl::Duration longest) {
  absl::Duration delay = first;
  for (int i = 1; i < attempt && delay < longest; ++i) delay *= 2;
  return std::min(delay, longest);
}

absl::Duration DelayOfLimitedRead(int attempt, const absl::Status& failure, absl::Time now,
                                  double jitter) {
  const std::optional<absl::Time> reset = RateLimitResetOf(failure);
  const absl::Duration until_reset = reset.has_value()
                                         ? std::max(*reset - now, absl::ZeroDuration())
                                         : Doubled(absl::Seconds(1), attempt, kLongestRateLimit);
  return std::min(until_reset, kLongestRateLimit) + jitter * absl::Seconds(1);
}

std::optional<absl::Duration> DelayOfLimitedWrite(int attempt, const absl::Status& failure,
                                                  absl::Time now, absl::Time deadline,
                                                  double jitter) {
  const std::optional<absl::Time> reset = RateLimitResetOf(failure);
  if (attempt > 1 || !reset.has_value()) return std::nullopt;
  const absl::Duration until_reset = std::max(*reset - now, absl::ZeroDuration());
  if (until_reset > kLongestWaitOfWrite) return std::nullopt;
  // Spread over what is left only, so that whether a near reset is waited for is no matter of luck.
  const absl::Duration spread =
      std::min({absl::Seconds(1), kLongestWaitOfWrite - until_reset,
                std::max((deadline - now - until_reset) / 2, absl::ZeroDuration())});
  return until_reset + jitter * spread;
}

}  // namespace

std::optional<absl::Duration> DelayBeforeRetry(const RetryOptions& options, bool is_read,
                                               int attempt, const absl::Status& failure,
                                               absl::Time now, absl::Time deadline, double jitter) {
  if (attempt >= options.most_attempts || !MayRepeat(is_read, failure)) return std::nullopt;
  std::optional<absl::Duration> delay;
  if (!IsFailure(failure, Failure::kRateLimited)) {
    // Half of it is random, so that many who failed together do not come back together.
    delay = Doubled(options.first_backoff, attempt, options.longest_backoff) * (0.5 + jitter / 2);
  } else if (is_read) {
    delay = DelayOfLimitedRead(attempt, failure, now, jitter);
  } else {
    delay = DelayOfLimitedWrite(attempt, failure, now, deadline, jitter);
  }
  if (!delay.has_value() || now + *delay >= deadline) return std::nullopt;
  return delay;
}

}  // namespace frontdesk::cliniko
