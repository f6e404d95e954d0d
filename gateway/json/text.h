#ifndef FRONTDESK_GATEWAY_JSON_TEXT_H_
#define FRONTDESK_GATEWAY_JSON_TEXT_H_

#include <string>

#include "gateway/json/object.h"

namespace frontdesk::gateway {

// `value` as it is sent: without blanks. What another process wrote may hold anything, and a bad
// byte must not cost the whole answer: it becomes U+FFFD.
std::string JsonText(const Json& value);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_JSON_TEXT_H_
