#ifndef FRONTDESK_GATEWAY_JSON_TEXT_H_
#define FRONTDESK_GATEWAY_JSON_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "gateway/json/object.h"

namespace frontdesk::gateway {

// `value` as it is sent: without blanks. What another process wrote may hold anything, and a bad
// byte must not cost the whole answer: it becomes U+FFFD. Parts that are already written
// (gateway/json/written.h) stay as they are.
std::string JsonText(const Json& value);

// Appends `value` as JsonText writes a text, in quotes.
void AppendJsonString(absl::string_view value, std::string& text);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_JSON_TEXT_H_
