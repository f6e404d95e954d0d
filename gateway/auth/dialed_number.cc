#include "gateway/auth/dialed_number.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/domain/directory.h"
#include "libs/phone/phone_number.h"

namespace frontdesk::gateway {
namespace {

bool IsNumberOf(const absl::StatusOr<PhoneNumber>& number, const Clinic& clinic) {
  if (!number.ok()) return false;
  for (const std::string& own : clinic.phone_numbers) {
    if (own == number->e164()) return true;
  }
  return false;
}

}  // namespace

bool Reaches(absl::string_view dialed, const Clinic& clinic) {
  if (dialed.empty()) return false;
  // Some telephone systems leave out the plus of an international number.
  return IsNumberOf(ParsePhone(dialed, clinic.country), clinic) ||
         IsNumberOf(ParsePhone(absl::StrCat("+", dialed), clinic.country), clinic);
}

}  // namespace frontdesk::gateway
