#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_PHONE_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_PHONE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace frontdesk::sandbox {

// The digits of `number` with the country code, as Cliniko's normalized_number:
// ("0491 570 156", "AU") is "61491570156". An unknown country keeps the digits as they are.
std::string NormalizePhone(absl::string_view number, absl::string_view country_code);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_PHONE_H_
