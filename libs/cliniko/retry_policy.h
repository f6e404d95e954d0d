#ifndef FRONTDESK_LIBS_CLINIKO_RETRY_POLICY_H_
#define FRONTDESK_LIBS_CLINIKO_RETRY_POLICY_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace frontdesk::cliniko {

struct RetryOptions {
  int most_attempts = 3;                                  // the first one included
  absl::Duration first_backoff = absl::Milliseconds(50);  // doubles with each attempt
  absl::Duration longest_backoff = absl::Seconds(2);
};

// Never believe a limit that resets later than this: the window is a minute.
inline constexpr absl::Duration kLongestRateLimit = absl::Seconds(65);

// A caller is on the telephone while something is written. Source: contract/webhooks.md, 4.11.
inline constexpr absl::Duration kLongestWaitOfWrite = absl::Seconds(3);

// How long to wait before a request is sent again that has failed with `failure` at its attempt
// number `attempt` (from 1); empty: give up now.
//
// A read is repeated after every transient failure, a write only where Cliniko provably did
// nothing: after nothing was sent, or kRateLimited (a 429 has no side effect, whether Cliniko said
// it or we held the request back). After kRateLimited a read waits for the reset plus up to a
// second, or, where no reset is known, for a time that grows from one second. A write waits only at
// its first attempt, for a known reset, and for kLongestWaitOfWrite at most. Nothing is waited for
// that ends at `deadline` or later. `jitter` is in [0, 1). Source: contract/cliniko.md, section 2
// and item 11 of the checklist.
std::optional<absl::Duration> DelayBeforeRetry(const RetryOptions& options, bool is_read,
                                               int attempt, const absl::Status& failure,
                                               absl::Time now, absl::Time deadline, double jitter);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_RETRY_POLICY_H_
