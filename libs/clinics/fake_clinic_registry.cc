#include "libs/clinics/fake_clinic_registry.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk {

void FakeClinicRegistry::Add(const Clinic& clinic, const ClinikoCredentials& credentials) {
  const std::lock_guard lock(mutex_);
  clinics_.insert_or_assign(clinic.id, Entry{.clinic = clinic, .credentials = credentials});
}

void FakeClinicRegistry::AddKey(const std::string& key_sha256, const ClinicId& clinic) {
  const std::lock_guard lock(mutex_);
  keys_.insert_or_assign(key_sha256, clinic);
}

void FakeClinicRegistry::RevokeKey(const std::string& key_sha256) {
  const std::lock_guard lock(mutex_);
  keys_.erase(key_sha256);
}

void FakeClinicRegistry::Remove(const ClinicId& clinic) {
  const std::lock_guard lock(mutex_);
  clinics_.erase(clinic);
}

void FakeClinicRegistry::FailWith(absl::Status status) {
  const std::lock_guard lock(mutex_);
  failure_ = std::move(status);
}

int FakeClinicRegistry::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

absl::Status FakeClinicRegistry::Enter() {
  ++calls_;
  return failure_;
}

absl::StatusOr<Clinic> FakeClinicRegistry::FindLocked(const ClinicId& id) const {
  const auto found = clinics_.find(id);
  if (found == clinics_.end()) return MakeError(DomainError::kClinicNotFound, id.value());
  return found->second.clinic;
}

absl::StatusOr<Clinic> FakeClinicRegistry::Find(const ClinicId& id, absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(Enter());
  return FindLocked(id);
}

absl::StatusOr<Clinic> FakeClinicRegistry::FindByNumber(absl::string_view e164,
                                                        absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(Enter());
  for (const auto& [id, entry] : clinics_) {
    if (std::ranges::count(entry.clinic.phone_numbers, std::string(e164)) > 0) return entry.clinic;
  }
  return MakeError(DomainError::kClinicNotFound, "no clinic has that number");
}

absl::StatusOr<KeyOwner> FakeClinicRegistry::Authenticate(absl::string_view key_sha256,
                                                          absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(Enter());
  const auto key = keys_.find(std::string(key_sha256));
  if (key == keys_.end() || !clinics_.contains(key->second)) {
    return MakeError(DomainError::kUnauthorized, "no such key");
  }
  ASSIGN_OR_RETURN(Clinic clinic, FindLocked(key->second));
  return KeyOwner{.clinic = std::move(clinic)};
}

absl::StatusOr<ClinikoCredentials> FakeClinicRegistry::FindCredentials(const ClinicId& id,
                                                                       absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(Enter());
  RETURN_IF_ERROR(FindLocked(id).status());
  return clinics_.at(id).credentials;
}

absl::StatusOr<std::map<ClinicId, ClinikoCredentials>> FakeClinicRegistry::ListCredentials(
    absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(Enter());
  std::map<ClinicId, ClinikoCredentials> all;
  for (const auto& [id, entry] : clinics_) all.emplace(id, entry.credentials);
  return all;
}

absl::StatusOr<std::vector<Clinic>> FakeClinicRegistry::List(absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(Enter());
  std::vector<Clinic> clinics;
  for (const auto& [id, entry] : clinics_) clinics.push_back(entry.clinic);
  std::ranges::sort(clinics, {}, &Clinic::name);
  return clinics;
}

}  // namespace frontdesk
