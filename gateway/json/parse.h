#ifndef FRONTDESK_GATEWAY_JSON_PARSE_H_
#define FRONTDESK_GATEWAY_JSON_PARSE_H_

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "gateway/json/value.h"

namespace frontdesk::gateway {

inline constexpr int kDeepestJson = 32;  // objects and arrays inside each other
inline constexpr int kMostJsonValues =
    2'000;  // in one body; each costs far more memory than its text
inline constexpr int kMostJsonMembers =
    1'000;  // in one object; their names are compared one by one

// Reads the body of a webhook, which must be one JSON object. A byte order mark is skipped, the
// last of two equal keys wins, and control characters are taken out of strings. Fails with
// kInvalidRequest; the message says what is wrong and is fit to be sent to the client. Source:
// contract/webhooks.md, sections 1.3 and 1.4.
absl::StatusOr<JsonValue> ParseJsonObject(absl::string_view body);

using JsonNames = absl::flat_hash_set<absl::string_view>;

// The same for bodies that are long because of what nobody here reads: of an object only the
// members with these names are kept, of an array nothing but that it is one. The bounds count what
// is kept; the rest may be as much and as deep as it likes, and costs no memory.
absl::StatusOr<JsonValue> ParseJsonMembers(absl::string_view body, const JsonNames& names);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_JSON_PARSE_H_
