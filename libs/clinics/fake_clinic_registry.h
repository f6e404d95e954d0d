#ifndef FRONTDESK_LIBS_CLINICS_FAKE_CLINIC_REGISTRY_H_
#define FRONTDESK_LIBS_CLINICS_FAKE_CLINIC_REGISTRY_H_

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "libs/clinics/clinic_registry.h"

namespace frontdesk {

// Clinics in memory, for tests. Thread-safe.
class FakeClinicRegistry : public ClinicRegistry {
 public:
  // Adds the clinic, or replaces the one with its id.
  void Add(const Clinic& clinic, const ClinikoCredentials& credentials);
  // From now on `key_sha256` lets in whoever belongs to `clinic`.
  void AddKey(const std::string& key_sha256, const ClinicId& clinic);
  void RevokeKey(const std::string& key_sha256);
  void Remove(const ClinicId& clinic);
  // Every call answers this until it is OK again.
  void FailWith(absl::Status status);
  // How many calls were made.
  int calls() const;

  absl::StatusOr<Clinic> Find(const ClinicId& id, absl::Time deadline) override;
  absl::StatusOr<Clinic> FindByNumber(absl::string_view e164, absl::Time deadline) override;
  absl::StatusOr<KeyOwner> Authenticate(absl::string_view key_sha256, absl::Time deadline) override;
  absl::StatusOr<ClinikoCredentials> FindCredentials(const ClinicId& id,
                                                     absl::Time deadline) override;
  absl::StatusOr<std::map<ClinicId, ClinikoCredentials>> ListCredentials(
      absl::Time deadline) override;
  absl::StatusOr<std::vector<Clinic>> List(absl::Time deadline) override;

 private:
  struct Entry {
    Clinic clinic;
    ClinikoCredentials credentials;
  };

  absl::Status Enter();
  absl::StatusOr<Clinic> FindLocked(const ClinicId& id) const;

  mutable std::mutex mutex_;
  std::map<ClinicId, Entry> clinics_;
  std::map<std::string, ClinicId> keys_;
  absl::Status failure_;
  int calls_ = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_FAKE_CLINIC_REGISTRY_H_
