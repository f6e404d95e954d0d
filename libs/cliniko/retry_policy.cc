#include "libs/cliniko/retry_policy.h"

#include <algorithm>

#include "libs/cliniko/failure.h"

namespace frontdesk::cliniko {
namespace {

bool MayRepeat(bool is_read, const absl::Status& failure) {
  const std::optional<Failure> kind = FailureOf(failure);
  if (!kind.has_value() || !IsTransient(*kind) || *kind == Failure::kTimeout) return false;
  return is_read || (*kind == Failure::kUnreachable && !MayHaveTakenEffect(failure));
}

absl::Duration Doubled(absl::Duration first, int attempt, absl::Duration longest) {
  absl::Duration delay = first;
  for (int i = 1; i < attempt && delay < longest; ++i) delay *= 2;
  return std::min(delay, longest);
}

}  // namespace

std::optional<absl::Duration> DelayBeforeRetry(const RetryOptions& options, bool is_read,
                                               int attempt, const absl::Status& failure,
                                               absl::Time now, absl::Time deadline, double jitter) {
  if (attempt >= options.most_attempts || !MayRepeat(is_read, failure)) return std::nullopt;
  absl::Duration delay;
  if (IsFailure(failure, Failure::kRateLimited)) {
    const std::optional<absl::Time> reset = RateLimitResetOf(failure);
    const absl::Duration until_reset = reset.has_value()
                                           ? std::max(*reset - now, absl::ZeroDuration())
                                           : Doubled(absl::Seconds(1), attempt, kLongestRateLimit);
    delay = std::min(until_reset, kLongestRateLimit) + jitter * absl::Seconds(1);
  } else {
    // Half of it is random, so that many who failed together do not come back together.
    delay = Doubled(options.first_backoff, attempt, options.longest_backoff) * (0.5 + jitter / 2);
  }
  if (now + delay >= deadline) return std::nullopt;
  return delay;
}

}  // namespace frontdesk::cliniko
