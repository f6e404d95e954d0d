#ifndef FRONTDESK_LIBS_TELEMETRY_PHONE_LIKE_H_
#define FRONTDESK_LIBS_TELEMETRY_PHONE_LIKE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace frontdesk {

// `text` with "(number withheld)" for whatever could be a telephone number: 8 to 15 digits, which
// may have a plus before them and spaces, hyphens or brackets between them. Days ("2026-07-14") and
// UUIDs stay, and so do digits that a letter touches, as in most other identifiers.
//
// The last net below a log that takes no personal data in the first place; it knows nothing of
// names.
std::string WithoutPhoneNumbers(absl::string_view text);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_TELEMETRY_PHONE_LIKE_H_
