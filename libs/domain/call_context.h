#ifndef FRONTDESK_LIBS_DOMAIN_CALL_CONTEXT_H_
#define FRONTDESK_LIBS_DOMAIN_CALL_CONTEXT_H_

#include <string>

#include "absl/time/time.h"

namespace frontdesk {

// What travels with one request through every hop. The deadline is set once, at the gateway.
struct CallContext {
  absl::Time deadline = absl::InfiniteFuture();
  std::string request_id;   // joins the log lines of all hops
  std::string traceparent;  // W3C trace context, passed through as it came; may be empty
};

// Who is asking, as far as is known. Neither is proof of identity.
struct Caller {
  std::string session_id;  // chosen by the agent
  std::string phone;       // as dialled or in E.164; empty if withheld
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_DOMAIN_CALL_CONTEXT_H_
