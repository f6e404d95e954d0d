#ifndef FRONTDESK_LIBS_CLINICS_POSTGRES_CLINIC_REGISTRY_H_
#define FRONTDESK_LIBS_CLINICS_POSTGRES_CLINIC_REGISTRY_H_

#include <map>
#include <vector>

#include "libs/clinics/clinic_registry.h"

namespace frontdesk {

class Keyring;
class PostgresPool;

// The registry as it stands in schedule_cache.clinics and the tables around it. Each call reads the
// database; CachedClinicRegistry spares it.
class PostgresClinicRegistry : public ClinicRegistry {
 public:
  // `pool` and `keyring` must outlive the object.
  PostgresClinicRegistry(PostgresPool& pool, const Keyring& keyring)
      : pool_(pool), keyring_(keyring) {}

  absl::StatusOr<Clinic> Find(const ClinicId& id, absl::Time deadline) override;
  absl::StatusOr<Clinic> FindByNumber(absl::string_view e164, absl::Time deadline) override;
  absl::StatusOr<KeyOwner> Authenticate(absl::string_view key_sha256, absl::Time deadline) override;
  absl::StatusOr<ClinikoCredentials> FindCredentials(const ClinicId& id,
                                                     absl::Time deadline) override;
  absl::StatusOr<std::map<ClinicId, ClinikoCredentials>> ListCredentials(
      absl::Time deadline) override;
  absl::StatusOr<std::vector<Clinic>> List(absl::Time deadline) override;

 private:
  PostgresPool& pool_;
  const Keyring& keyring_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_POSTGRES_CLINIC_REGISTRY_H_
