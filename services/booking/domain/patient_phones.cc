#include "services/booking/domain/patient_phones.h"

#include <algorithm>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/phone/phone_number.h"

namespace frontdesk::booking {
namespace {

// What E.164 allows, and short enough numbers are not: emergency numbers and extensions.
constexpr std::size_t kFewestDigits = 6;
constexpr std::size_t kMostDigits = 15;

bool IsInternational(const std::string& digits) {
  return digits.size() >= kFewestDigits && digits.size() <= kMostDigits && digits[0] != '0' &&
         std::ranges::all_of(digits, [](unsigned char c) { return absl::ascii_isdigit(c); });
}

}  // namespace

PatientPhones PhonesOf(const cliniko::Patient& patient, const std::string& country) {
  PatientPhones phones;
  std::set<std::string> numbers;
  for (const cliniko::PatientPhone& phone : patient.phones) {
    const absl::StatusOr<PhoneNumber> typed = ParsePhone(phone.number, country);
    const bool normalized = IsInternational(phone.normalized);
    if (typed.ok()) numbers.insert(typed->e164());
    if (normalized) numbers.insert(absl::StrCat("+", phone.normalized));
    if (!typed.ok() && !normalized) ++phones.unusable;
  }
  phones.numbers.assign(numbers.begin(), numbers.end());
  return phones;
}

}  // namespace frontdesk::booking
