#include "tests/cliniko_sandbox/rate_limiter.h"

namespace frontdesk::sandbox {
namespace {

absl::Time FloorSecond(absl::Time time) { return absl::FromUnixSeconds(absl::ToUnixSeconds(time)); }

}  // namespace

RateDecision RateLimiter::Admit(Id user, absl::Time now, const RatePolicy& policy) {
  const std::lock_guard lock(mutex_);
  std::deque<absl::Time>& counted = counted_[user];
  // A window begins on a whole second, so that the reset instant is one too and never more than a
  // window away.
  const absl::Time stamp = FloorSecond(now);
  if (policy.sliding) {
    while (!counted.empty() && counted.front() + policy.window <= now) counted.pop_front();
  } else if (!counted.empty() && counted.front() + policy.window <= now) {
    counted.clear();
  }
  // The clock was set back: what was counted lies in the future.
  if (!counted.empty() && counted.back() > now) counted.clear();
  const bool allowed = static_cast<int>(counted.size()) < policy.limit;
  if (allowed || policy.count_refused) counted.push_back(stamp);
  const absl::Time start = counted.empty() ? stamp : counted.front();
  return {allowed, static_cast<int>(counted.size()), start + policy.window};
}

void RateLimiter::Reset() {
  const std::lock_guard lock(mutex_);
  counted_.clear();
}

}  // namespace frontdesk::sandbox
