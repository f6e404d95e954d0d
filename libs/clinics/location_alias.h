#ifndef FRONTDESK_LIBS_CLINICS_LOCATION_ALIAS_H_
#define FRONTDESK_LIBS_CLINICS_LOCATION_ALIAS_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace frontdesk {

// The form in which aliases are kept and compared: lower case, single spaces, none outside, no
// control characters. What is not UTF-8 becomes U+FFFD.
std::string NormalizeAlias(absl::string_view alias);

// What a row can hold. Counts characters, not bytes.
inline constexpr std::size_t kLongestAlias = 100;

// Whether a normalised alias can be kept: neither empty nor too long, and it was UTF-8.
bool IsUsableAlias(absl::string_view normalized);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_LOCATION_ALIAS_H_
