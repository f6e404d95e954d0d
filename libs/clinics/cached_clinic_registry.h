#ifndef FRONTDESK_LIBS_CLINICS_CACHED_CLINIC_REGISTRY_H_
#define FRONTDESK_LIBS_CLINICS_CACHED_CLINIC_REGISTRY_H_

#include <cstddef>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/domain/ids.h"
#include "libs/domain/key_owner.h"

namespace frontdesk {

struct CachedClinicRegistryOptions {
  // For so long an answer is given again without asking, unless its clinic is known to have
  // changed: what an operator changes (a number, a sealed key) takes effect within this time on
  // every replica.
  absl::Duration fresh_for = absl::Seconds(5);
  // As long as all changes of clinics are known that are older than this, answers are good for much
  // longer.
  absl::Duration changes_known_within = absl::Seconds(1);
  absl::Duration told_fresh_for = absl::Minutes(10);
  // Whose gateway key it is, the gateways hold, and must not hold what was overtaken. So the
  // database is asked each time, and after it failed, by one caller in this time.
  absl::Duration keys_ask_again_after = absl::Milliseconds(150);
  // While the database cannot be reached, answers of up to this age still serve.
  absl::Duration usable_for = absl::Minutes(30);
  // How long to wait for a new answer where an old one would serve.
  absl::Duration patience = absl::Milliseconds(200);
  // Entries of each kind at most; one takes 300 bytes, or 400 where it is credentials.
  std::size_t capacity = 20'000;
};

// Remembers what another registry said. Only successes are kept, so a clinic that was just added is
// found at once. Thread-safe.
class CachedClinicRegistry : public ClinicRegistry {
 public:
  // The references must outlive the object. `changes` says what happens in the database that
  // `source` reads.
  CachedClinicRegistry(ClinicRegistry& source, const ClinicChanges& changes, const Clock& clock,
                       CachedClinicRegistryOptions options = {})
      : source_(source), changes_(changes), clock_(clock), options_(options) {}

  absl::StatusOr<Clinic> Find(const ClinicId& id, absl::Time deadline) override;
  absl::StatusOr<Clinic> FindByNumber(absl::string_view e164, absl::Time deadline) override;
  absl::StatusOr<KeyOwner> Authenticate(absl::string_view key_sha256, absl::Time deadline) override;
  absl::StatusOr<ClinikoCredentials> FindCredentials(const ClinicId& id,
                                                     absl::Time deadline) override;
  // Not cached: nobody waits for them.
  absl::StatusOr<std::map<ClinicId, ClinikoCredentials>> ListCredentials(
      absl::Time deadline) override;
  absl::StatusOr<std::vector<Clinic>> List(absl::Time deadline) override;

  // Reads the credentials of all clinics, as many as there is room for, so that nobody who calls
  // waits for them while changes are known. Fails as ListCredentials.
  absl::Status RenewCredentials(absl::Time deadline);

 private:
  template <typename Value>
  struct Entry {
    Value value;
    absl::Time read_at;
    ClinicChanges::Moment noted;                 // before it was read
    absl::Time retry_at = absl::InfinitePast();  // not before then: asking failed
  };
  template <typename Value>
  using Cache = absl::flat_hash_map<std::string, Entry<Value>>;

  // The entry of `key` in `cache` if it is fresh, else what `read(deadline)` returns, else the
  // entry after all if only the database failed.
  template <typename Value, typename Read>
  absl::StatusOr<Value> Through(Cache<Value>& cache, const std::string& key, absl::Time deadline,
                                Read read);

  template <typename Value>
  bool IsFresh(const std::string& key, const Entry<Value>& entry) const;

  template <typename Value>
  void Keep(Cache<Value>& cache, const std::string& key, const Value& value,
            ClinicChanges::Moment noted);

  ClinicRegistry& source_;
  const ClinicChanges& changes_;
  const Clock& clock_;
  const CachedClinicRegistryOptions options_;
  std::mutex mutex_;  // guards the caches; never held while the source is asked
  Cache<Clinic> by_id_;
  Cache<Clinic> by_number_;
  Cache<KeyOwner> by_key_;
  Cache<ClinikoCredentials> credentials_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CACHED_CLINIC_REGISTRY_H_
