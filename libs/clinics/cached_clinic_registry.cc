#include "libs/clinics/cached_clinic_registry.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/domain/key_owner.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk {

namespace {

// Whose entry it is.
const ClinicId& ClinicOf(const std::string& /*key*/, const Clinic& clinic) { return clinic.id; }
const ClinicId& ClinicOf(const std::string& /*key*/, const KeyOwner& owner) {
  return owner.clinic.id;
}
ClinicId ClinicOf(const std::string& key, const ClinikoCredentials& /*credentials*/) {
  return ClinicId(key);
}

}  // namespace

template <typename Value, typename Read>
absl::StatusOr<Value> CachedClinicRegistry::Through(Cache<Value>& cache, const std::string& key,
                                                    absl::Time deadline, Read read) {
  const ClinicChanges::Moment noted = changes_.Now();
  {
    const std::lock_guard lock(mutex_);
    const absl::Time now = clock_.Now();
    const auto found = cache.find(key);
    if (found != cache.end() && now < found->second.read_at + options_.usable_for) {
      if (IsFresh(key, found->second)) return found->second.value;
      deadline = std::min(deadline, now + options_.patience);
    }
  }
  absl::StatusOr<Value> value = read(deadline);
  const std::lock_guard lock(mutex_);
  if (value.ok()) {
    Keep(cache, key, *value, noted);
    return value;
  }
  const auto found = cache.find(key);
  if (found == cache.end()) return value;
  const absl::Time now = clock_.Now();
  const bool unreachable = absl::IsDeadlineExceeded(value.status()) ||
                           IsError(value.status(), DomainError::kBookingSystemUnavailable);
  if (unreachable && now < found->second.read_at + options_.usable_for) {
    // A database that hangs is waited for by one caller now and then, not by each.
    found->second.retry_at = now + options_.fresh_for;
    if constexpr (std::is_same_v<Value, KeyOwner>) {
      found->second.value.from_memory = true;
      found->second.retry_at = now + options_.keys_ask_again_after;
    }
    return found->second.value;
  }
  // Revoked, disabled or removed: an outage that comes next must not bring it back.
  cache.erase(found);
  return value;
}

template <typename Value>
bool CachedClinicRegistry::IsFresh(const std::string& key, const Entry<Value>& entry) const {
  const absl::Time now = clock_.Now();
  if (now < entry.retry_at) return true;
  if (std::is_same_v<Value, KeyOwner>) return false;
  // Known first: what is told in between is then seen by the second question.
  const bool known = changes_.Known(now, options_.changes_known_within);
  if (changes_.Since(ClinicOf(key, entry.value), entry.noted)) return false;
  return now < entry.read_at + (known ? options_.told_fresh_for : options_.fresh_for);
}

template <typename Value>
void CachedClinicRegistry::Keep(Cache<Value>& cache, const std::string& key, const Value& value,
                                ClinicChanges::Moment noted) {
  // So many are hardly ever there: forgetting them costs one question each.
  if (cache.size() >= options_.capacity && !cache.contains(key)) cache.clear();
  cache.insert_or_assign(key,
                         Entry<Value>{.value = value, .read_at = clock_.Now(), .noted = noted});
}

absl::StatusOr<Clinic> CachedClinicRegistry::Find(const ClinicId& id, absl::Time deadline) {
  return Through(by_id_, id.value(), deadline,
                 [&](absl::Time until) { return source_.Find(id, until); });
}

absl::StatusOr<Clinic> CachedClinicRegistry::FindByNumber(absl::string_view e164,
                                                          absl::Time deadline) {
  return Through(by_number_, std::string(e164), deadline,
                 [&](absl::Time until) { return source_.FindByNumber(e164, until); });
}

absl::StatusOr<KeyOwner> CachedClinicRegistry::Authenticate(absl::string_view key_sha256,
                                                            absl::Time deadline) {
  return Through(by_key_, std::string(key_sha256), deadline,
                 [&](absl::Time until) { return source_.Authenticate(key_sha256, until); });
}

absl::StatusOr<ClinikoCredentials> CachedClinicRegistry::FindCredentials(const ClinicId& id,
                                                                         absl::Time deadline) {
  return Through(credentials_, id.value(), deadline,
                 [&](absl::Time until) { return source_.FindCredentials(id, until); });
}

absl::StatusOr<std::map<ClinicId, ClinikoCredentials>> CachedClinicRegistry::ListCredentials(
    absl::Time deadline) {
  return source_.ListCredentials(deadline);
}

absl::Status CachedClinicRegistry::RenewCredentials(absl::Time deadline) {
  const ClinicChanges::Moment noted = changes_.Now();
  const absl::Time began = clock_.Now();
  ASSIGN_OR_RETURN(auto all, source_.ListCredentials(deadline));
  const std::lock_guard lock(mutex_);
  for (const auto& [clinic, credentials] : all) {
    const auto found = credentials_.find(clinic.value());
    if (found != credentials_.end()) {
      if (found->second.read_at > began) continue;  // by somebody who may know better
    } else if (credentials_.size() >= options_.capacity) {
      continue;
    }
    credentials_.insert_or_assign(
        clinic.value(),
        Entry<ClinikoCredentials>{.value = credentials, .read_at = began, .noted = noted});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Clinic>> CachedClinicRegistry::List(absl::Time deadline) {
  return source_.List(deadline);
}

}  // namespace frontdesk
