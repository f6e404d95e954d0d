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

// Whether somebody may have made `id` of a telephone number: 8 digits and more without
// a letter between them. UUIDs, days, and words of 16 characters and more with some letters, as
// machines make them, are none.
bool MayHoldPhoneNumber(absl::string_view id);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_TELEMETRY_PHONE_LIKE_H_
