#ifndef FRONTDESK_LIBS_CLINICS_SEALED_CLINIKO_KEY_H_
#define FRONTDESK_LIBS_CLINICS_SEALED_CLINIKO_KEY_H_

#include "absl/status/statusor.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/ids.h"
#include "libs/seal/keyring.h"

namespace frontdesk {

// A clinic's Cliniko key as it lies in the database. It opens for that clinic only, so a row that
// was copied to another clinic opens nothing.
Sealed SealClinikoKey(const cliniko::ApiKey& key, const ClinicId& clinic, const Keyring& keyring);

// Fails as Keyring::Open does.
absl::StatusOr<cliniko::ApiKey> OpenClinikoKey(const Sealed& sealed, const ClinicId& clinic,
                                               const Keyring& keyring);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_SEALED_CLINIKO_KEY_H_
