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

// How long to wait before a request is sent again that has failed with `failure` at its attempt
// number `attempt` (from 1); empty: give up now.
//
// A read is repeated after every transient failure, a write only after one in which nothing was
// sent and the server did not refuse. After kRateLimited the wait ends at the reset plus up to a
// second, or, where no reset is known, grows from one second. Nothing is waited for that ends at
// `deadline` or later. `jitter` is in [0, 1). Source: contract/cliniko.md, section 2.
std::optional<absl::Duration> DelayBeforeRetry(const RetryOptions& options, bool is_read,
                                               int attempt, const absl::Status& failure,
                                               absl::Time now, absl::Time deadline, double jitter);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_RETRY_POLICY_H_
