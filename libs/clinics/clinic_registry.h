#ifndef FRONTDESK_LIBS_CLINICS_CLINIC_REGISTRY_H_
#define FRONTDESK_LIBS_CLINICS_CLINIC_REGISTRY_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/domain/key_owner.h"

namespace frontdesk {

// What a request to a clinic's Cliniko account needs. It has no operator<<, since the key has none.
struct ClinikoCredentials {
  cliniko::ApiKey api_key;    // knows its shard
  std::string contact_email;  // goes into the User-Agent
};

// The clinics that we work for, and the secrets that open their accounts. A disabled clinic is one
// that we do not have. Implementations are thread-safe.
//
// Besides the errors named at the calls, each fails with kBookingSystemUnavailable or
// DeadlineExceeded while the database cannot be reached in time.
class ClinicRegistry {
 public:
  virtual ~ClinicRegistry() = default;

  // Fails with kClinicNotFound. A zone that this machine does not know is Australia/Sydney.
  virtual absl::StatusOr<Clinic> Find(const ClinicId& id, absl::Time deadline) = 0;

  // The clinic of a dialled number in E.164. Fails with kClinicNotFound.
  virtual absl::StatusOr<Clinic> FindByNumber(absl::string_view e164, absl::Time deadline) = 0;

  // The clinic whose gateway key has this hash (SHA-256, 32 raw bytes). Fails with kUnauthorized
  // for an unknown or revoked key and for one of a disabled clinic.
  virtual absl::StatusOr<KeyOwner> Authenticate(absl::string_view key_sha256,
                                                absl::Time deadline) = 0;

  // Fails with kClinicNotFound, and with what Keyring says if the sealed key cannot be opened.
  virtual absl::StatusOr<ClinikoCredentials> FindCredentials(const ClinicId& id,
                                                             absl::Time deadline) = 0;

  // Those of all clinics; without any whose sealed key cannot be opened.
  virtual absl::StatusOr<std::map<ClinicId, ClinikoCredentials>> ListCredentials(
      absl::Time deadline) = 0;

  // All of them, by name: for work that goes over every clinic.
  virtual absl::StatusOr<std::vector<Clinic>> List(absl::Time deadline) = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CLINIC_REGISTRY_H_
