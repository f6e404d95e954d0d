#include "services/schedule_cache/directory/fake_directory_store.h"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/directory/directory_snapshot.h"
#include "services/schedule_cache/directory/directory_store.h"

namespace frontdesk {

void FakeDirectoryStore::AddClinic(const Clinic& clinic) {
  const std::lock_guard lock(mutex_);
  directories_[clinic.id].directory.clinic = clinic;
}

void FakeDirectoryStore::Put(const Directory& directory, absl::Time synced_at) {
  const std::lock_guard lock(mutex_);
  directories_[directory.clinic.id] = {.directory = directory, .synced_at = synced_at};
}

void FakeDirectoryStore::SetZoneByOperator(const ClinicId& clinic) {
  const std::lock_guard lock(mutex_);
  memories_[clinic].zone_by_operator = true;
}

void FakeDirectoryStore::FailWith(absl::Status status) {
  const std::lock_guard lock(mutex_);
  failure_ = std::move(status);
}

absl::StatusOr<StoredDirectory*> FakeDirectoryStore::FindLocked(const ClinicId& clinic) {
  RETURN_IF_ERROR(failure_);
  const auto found = directories_.find(clinic);
  if (found == directories_.end()) return MakeError(DomainError::kClinicNotFound, clinic.value());
  return &found->second;
}

absl::StatusOr<DirectoryChange> FakeDirectoryStore::Replace(const ClinicId& clinic,
                                                            const DirectorySnapshot& snapshot,
                                                            absl::Time synced_at,
                                                            absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  ASSIGN_OR_RETURN(StoredDirectory * stored, FindLocked(clinic));
  Directory& directory = stored->directory;
  const bool changed = snapshots_[clinic] != snapshot;
  if (changed) {
    snapshots_[clinic] = snapshot;
    if (!snapshot.zone_name.empty() && !memories_[clinic].zone_by_operator) {
      directory.clinic.zone_name = snapshot.zone_name;
      absl::LoadTimeZone(snapshot.zone_name, &directory.clinic.zone);
    }
    ++directory.version;
    directory.businesses = snapshot.businesses;
    std::ranges::sort(directory.businesses, [](const Business& a, const Business& b) {
      return a.primary != b.primary ? a.primary : a.name < b.name;
    });
    directory.practitioners = snapshot.practitioners;
    directory.appointment_types = snapshot.appointment_types;
    directory.offerings = snapshot.offerings;
    directory.working_hours = snapshot.weekly_hours;
    directory.working_hours.insert(directory.working_hours.end(), snapshot.block_hours.begin(),
                                   snapshot.block_hours.end());
  }
  stored->synced_at = synced_at;
  return DirectoryChange{.version = directory.version, .changed = changed};
}

absl::StatusOr<SyncMemory> FakeDirectoryStore::Recall(const ClinicId& clinic,
                                                      absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(FindLocked(clinic).status());
  return memories_[clinic];
}

absl::Status FakeDirectoryStore::Remember(const ClinicId& clinic, const KnownWeekdays& weekdays,
                                          absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(FindLocked(clinic).status());
  memories_[clinic].weekdays = weekdays;
  return absl::OkStatus();
}

absl::StatusOr<StoredDirectory> FakeDirectoryStore::Load(const ClinicId& clinic,
                                                         absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  ASSIGN_OR_RETURN(const StoredDirectory* stored, FindLocked(clinic));
  return *stored;
}

absl::StatusOr<std::int64_t> FakeDirectoryStore::LoadVersion(const ClinicId& clinic,
                                                             absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  ASSIGN_OR_RETURN(const StoredDirectory* stored, FindLocked(clinic));
  return stored->directory.version;
}

}  // namespace frontdesk
