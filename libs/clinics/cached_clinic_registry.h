#ifndef FRONTDESK_LIBS_CLINICS_CACHED_CLINIC_REGISTRY_H_
#define FRONTDESK_LIBS_CLINICS_CACHED_CLINIC_REGISTRY_H_

#include <cstddef>
#include <mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/domain/ids.h"

namespace frontdesk {

struct CachedClinicRegistryOptions {
  // For so long an answer is given again without asking: what an operator changes (a number, a
  // sealed key) takes effect within this time on every replica.
  absl::Duration fresh_for = absl::Seconds(5);
  // The same for whose gateway key it is. What is revoked is refused within a second everywhere,
  // and gateways hold the answer for most of it (gateway/auth/authenticator.h).
  absl::Duration keys_fresh_for = absl::Milliseconds(150);
  // While the database cannot be reached, answers of up to this age still serve.
  absl::Duration usable_for = absl::Minutes(30);
  // How long to wait for a new answer where an old one would serve.
  absl::Duration patience = absl::Milliseconds(200);
  // Entries of each kind at most.
  std::size_t capacity = 2000;
};

// Remembers what another registry said. Only successes are kept, so a clinic that was just added is
// found at once. Thread-safe.
class CachedClinicRegistry : public ClinicRegistry {
 public:
  // `source` and `clock` must outlive the object.
  CachedClinicRegistry(ClinicRegistry& source, const Clock& clock,
                       CachedClinicRegistryOptions options = {})
      : source_(source), clock_(clock), options_(options) {}

  absl::StatusOr<Clinic> Find(const ClinicId& id, absl::Time deadline) override;
  absl::StatusOr<Clinic> FindByNumber(absl::string_view e164, absl::Time deadline) override;
  absl::StatusOr<Clinic> Authenticate(absl::string_view key_sha256, absl::Time deadline) override;
  absl::StatusOr<ClinikoCredentials> FindCredentials(const ClinicId& id,
                                                     absl::Time deadline) override;
  // Not cached: nobody waits for it.
  absl::StatusOr<std::vector<Clinic>> List(absl::Time deadline) override;

 private:
  template <typename Value>
  struct Entry {
    Value value;
    absl::Time read_at;
    absl::Time ask_again_at;
  };
  template <typename Value>
  using Cache = absl::flat_hash_map<std::string, Entry<Value>>;

  // The entry of `key` in `cache` if it is younger than `fresh_for`, else what `read(deadline)`
  // returns, else the entry after all if only the database failed.
  template <typename Value, typename Read>
  absl::StatusOr<Value> Through(Cache<Value>& cache, const std::string& key,
                                absl::Duration fresh_for, absl::Time deadline, Read read);

  template <typename Value>
  void Keep(Cache<Value>& cache, const std::string& key, const Value& value,
            absl::Duration fresh_for);

  ClinicRegistry& source_;
  const Clock& clock_;
  const CachedClinicRegistryOptions options_;
  std::mutex mutex_;  // guards the caches; never held while the source is asked
  Cache<Clinic> by_id_;
  Cache<Clinic> by_number_;
  Cache<Clinic> by_key_;
  Cache<ClinikoCredentials> credentials_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CACHED_CLINIC_REGISTRY_H_
