#ifndef FRONTDESK_LIBS_DOMAIN_CALL_CONTEXT_H_
#define FRONTDESK_LIBS_DOMAIN_CALL_CONTEXT_H_

#include <algorithm>
#include <string>

#include "absl/time/time.h"

namespace frontdesk {

// What travels with one request through every hop. Both times are set once, at the gateway.
struct CallContext {
  // After it there is no use in an answer.
  absl::Time deadline = absl::InfiniteFuture();
  // After it, older data or a part of the answer is better than waiting for more; only who knows
  // nothing at all waits on, until the deadline. Infinite: the deadline says all. Source:
  // design.md, "An answer in time".
  absl::Time answer_by = absl::InfiniteFuture();
  std::string request_id;   // joins the log lines of all hops
  std::string traceparent;  // W3C trace context, passed through as it came; may be empty
};

// The same call with at most `patience` from `now` on, for a question that must not hold up the
// others.
inline CallContext Within(absl::Duration patience, absl::Time now, CallContext call) {
  call.deadline = std::min(call.deadline, now + patience);
  return call;
}

// Who is asking, as far as is known. Neither is proof of identity.
struct Caller {
  std::string session_id;  // chosen by the agent
  std::string phone;       // as dialled or in E.164; empty if withheld
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_DOMAIN_CALL_CONTEXT_H_
