#ifndef FRONTDESK_GATEWAY_SERVER_REFUSAL_H_
#define FRONTDESK_GATEWAY_SERVER_REFUSAL_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontdesk::gateway {

// A whole response that refuses a request: 400, 408, 413, 429, 431 or 503, of which 429 and 503
// tell in Retry-After when to try again, in whole seconds. Counted as one.
std::string RefusalOf(int status, absl::Duration try_after, bool closes, absl::string_view body);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_REFUSAL_H_
