#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_RATE_LIMITER_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_RATE_LIMITER_H_

#include <deque>
#include <map>
#include <mutex>

#include "absl/time/time.h"
#include "tests/cliniko_sandbox/ids.h"

namespace frontdesk::sandbox {

struct RatePolicy {
  int limit = 200;
  absl::Duration window = absl::Minutes(1);
  bool sliding = false;        // else a fixed window from the user's first request
  bool count_refused = false;  // a refused request uses up the budget too
};

struct RateDecision {
  bool allowed = true;
  int level = 0;         // requests that count in the window, this one included
  absl::Time resets_at;  // whole seconds; from here on requests pass again
};

// Counts requests by user. Source: contract/cliniko.md, section 2. Thread-safe.
class RateLimiter {
 public:
  RateDecision Admit(Id user, absl::Time now, const RatePolicy& policy);
  void Reset();

 private:
  std::mutex mutex_;
  std::map<Id, std::deque<absl::Time>> counted_;
};

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_RATE_LIMITER_H_
