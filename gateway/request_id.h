#ifndef FRONTDESK_GATEWAY_REQUEST_ID_H_
#define FRONTDESK_GATEWAY_REQUEST_ID_H_

#include <string>

#include "gateway/server/http_message.h"

namespace frontdesk::gateway {

// The client's X-Request-Id if it is 1 to 64 letters, digits, '.', '_' or '-', and nothing that may
// hold a telephone number; else a new one.
std::string RequestIdOf(const HttpRequest& request);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_REQUEST_ID_H_
