#ifndef FRONTDESK_GATEWAY_JSON_PARSE_H_
#define FRONTDESK_GATEWAY_JSON_PARSE_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/json/value.h"

namespace frontdesk::gateway {

inline constexpr int kDeepestJson = 32;  // objects and arrays inside each other
inline constexpr int kMostJsonValues =
    20'000;  // in one body; each costs far more memory than its text
inline constexpr int kMostJsonMembers =
    1'000;  // in one object; their names are compared one by one

// Reads the body of a webhook, which must be one JSON object. A byte order mark is skipped, the
// last of two equal keys wins, and control characters are taken out of strings. Fails with
// kInvalidRequest; the message says what is wrong and is fit to be sent to the client. Source:
// contract/webhooks.md, sections 1.3 and 1.4.
absl::StatusOr<JsonValue> ParseJsonObject(absl::string_view body);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_JSON_PARSE_H_
