#include "libs/clinics/cached_clinic_registry.h"

#include <algorithm>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/status/domain_error.h"

namespace frontdesk {

template <typename Value, typename Read>
absl::StatusOr<Value> CachedClinicRegistry::Through(Cache<Value>& cache, const std::string& key,
                                                    absl::Duration fresh_for, absl::Time deadline,
                                                    Read read) {
  {
    const std::lock_guard lock(mutex_);
    const absl::Time now = clock_.Now();
    const auto found = cache.find(key);
    if (found != cache.end() && now < found->second.read_at + options_.usable_for) {
      if (now < found->second.ask_again_at) return found->second.value;
      deadline = std::min(deadline, now + options_.patience);
    }
  }
  absl::StatusOr<Value> value = read(deadline);
  const std::lock_guard lock(mutex_);
  if (value.ok()) {
    Keep(cache, key, *value, fresh_for);
    return value;
  }
  const auto found = cache.find(key);
  if (found == cache.end()) return value;
  const absl::Time now = clock_.Now();
  if (IsError(value.status(), DomainError::kBookingSystemUnavailable) &&
      now < found->second.read_at + options_.usable_for) {
    // A database that hangs is waited for by one caller now and then, not by each.
    found->second.ask_again_at = now + fresh_for;
    return found->second.value;
  }
  // Revoked, disabled or removed: an outage that comes next must not bring it back.
  cache.erase(found);
  return value;
}

template <typename Value>
void CachedClinicRegistry::Keep(Cache<Value>& cache, const std::string& key, const Value& value,
                                absl::Duration fresh_for) {
  if (cache.size() >= options_.capacity && !cache.contains(key)) {
    const absl::Time fresh_since = clock_.Now() - fresh_for;
    absl::erase_if(cache, [&](const auto& entry) { return entry.second.read_at < fresh_since; });
    if (cache.size() >= options_.capacity) cache.clear();
  }
  const absl::Time now = clock_.Now();
  cache.insert_or_assign(
      key, Entry<Value>{.value = value, .read_at = now, .ask_again_at = now + fresh_for});
}

absl::StatusOr<Clinic> CachedClinicRegistry::Find(const ClinicId& id, absl::Time deadline) {
  return Through(by_id_, id.value(), options_.fresh_for, deadline,
                 [&](absl::Time until) { return source_.Find(id, until); });
}

absl::StatusOr<Clinic> CachedClinicRegistry::FindByNumber(absl::string_view e164,
                                                          absl::Time deadline) {
  return Through(by_number_, std::string(e164), options_.fresh_for, deadline,
                 [&](absl::Time until) { return source_.FindByNumber(e164, until); });
}

absl::StatusOr<Clinic> CachedClinicRegistry::Authenticate(absl::string_view key_sha256,
                                                          absl::Time deadline) {
  return Through(by_key_, std::string(key_sha256), options_.keys_fresh_for, deadline,
                 [&](absl::Time until) { return source_.Authenticate(key_sha256, until); });
}

absl::StatusOr<ClinikoCredentials> CachedClinicRegistry::FindCredentials(const ClinicId& id,
                                                                         absl::Time deadline) {
  return Through(credentials_, id.value(), options_.fresh_for, deadline,
                 [&](absl::Time until) { return source_.FindCredentials(id, until); });
}

absl::StatusOr<std::vector<Clinic>> CachedClinicRegistry::List(absl::Time deadline) {
  return source_.List(deadline);
}

}  // namespace frontdesk
