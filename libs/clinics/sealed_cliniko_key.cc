#include "libs/clinics/sealed_cliniko_key.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/ids.h"
#include "libs/seal/keyring.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

std::string RowOfClinic(const ClinicId& clinic) { return absl::StrCat("clinic:", clinic.value()); }

}  // namespace

Sealed SealClinikoKey(const cliniko::ApiKey& key, const ClinicId& clinic, const Keyring& keyring) {
  return keyring.Seal(key.Reveal(), RowOfClinic(clinic));
}

absl::StatusOr<cliniko::ApiKey> OpenClinikoKey(const Sealed& sealed, const ClinicId& clinic,
                                               const Keyring& keyring) {
  ASSIGN_OR_RETURN(const std::string text, keyring.Open(sealed, RowOfClinic(clinic)));
  return cliniko::ApiKey::Parse(text);
}

}  // namespace frontdesk
