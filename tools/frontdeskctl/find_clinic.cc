#include "tools/frontdeskctl/find_clinic.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk::ctl {

absl::StatusOr<ClinicRecord> FindClinic(ClinicAdmin& admin, absl::string_view said,
                                        absl::Time deadline) {
  // An unset variable of a shell script, most likely.
  if (absl::StripAsciiWhitespace(said).empty()) {
    return absl::InvalidArgumentError(
        "--clinic is empty: it takes a number of the clinic, or its id");
  }
  if (IsUuid(said)) return admin.Find(ClinicId(absl::AsciiStrToLower(said)), deadline);
  ASSIGN_OR_RETURN(std::vector<ClinicRecord> clinics, admin.List(deadline));
  std::vector<ClinicRecord> called;
  for (ClinicRecord& clinic : clinics) {
    const absl::StatusOr<PhoneNumber> number = ParsePhone(said, clinic.country);
    if (number.ok() && std::ranges::count(clinic.phone_numbers, number->e164()) > 0) {
      called.push_back(std::move(clinic));
    }
  }
  if (called.size() == 1) return std::move(called.front());
  return MakeError(DomainError::kClinicNotFound,
                   called.empty()
                       ? absl::StrCat("no clinic has the number or id ", said,
                                      "; `frontdeskctl clinic list` shows those there are")
                       : absl::StrCat("several clinics in different countries have the number ",
                                      said, ": write it with its country code, as in +61..."));
}

}  // namespace frontdesk::ctl
