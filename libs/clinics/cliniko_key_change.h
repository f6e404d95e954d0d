#ifndef FRONTDESK_LIBS_CLINICS_CLINIKO_KEY_CHANGE_H_
#define FRONTDESK_LIBS_CLINICS_CLINIKO_KEY_CHANGE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/ids.h"

namespace frontdesk {

class Keyring;
class PostgresPool;

// Puts `key`, sealed, in the place of the clinic's Cliniko key; disabled clinics too. Running
// services use it within seconds, and go by its budget from then on. Fails with kClinicNotFound,
// and with kBookingSystemUnavailable while the database cannot be reached in time.
absl::Status ReplaceClinikoKey(PostgresPool& pool, const ClinicId& id, const cliniko::ApiKey& key,
                               const Keyring& keyring, absl::Time deadline);

struct KeyRotation {
  int resealed = 0;
  int current = 0;  // were under the newest key already
  // Clinics whose keys could not be opened, each with the reason. They are as they were.
  std::vector<std::string> failures;
};

// Seals every clinic's Cliniko key, those of disabled clinics too, under the newest key of
// `keyring`, its current one. One clinic after the other, each all or nothing, so that it can be
// stopped and run again at any time, by several at once; a service that holds both keys reads every
// clinic's at any moment. Fails with kBookingSystemUnavailable.
absl::StatusOr<KeyRotation> RotateClinikoKeys(PostgresPool& pool, const Keyring& keyring,
                                              absl::Time deadline);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CLINIKO_KEY_CHANGE_H_
