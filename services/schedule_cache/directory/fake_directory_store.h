#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_FAKE_DIRECTORY_STORE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_FAKE_DIRECTORY_STORE_H_

#include <map>
#include <mutex>

#include "absl/status/status.h"
#include "services/schedule_cache/directory/directory_store.h"

namespace frontdesk {

// Directories in memory, for tests. Knows no hours and no aliases but those of the snapshots.
// Thread-safe.
class FakeDirectoryStore : public DirectoryStore {
 public:
  // Makes the clinic known, with an empty directory of version 0.
  void AddClinic(const Clinic& clinic);
  // Puts `directory` in the place of what the clinic had, as it is.
  void Put(const Directory& directory, absl::Time synced_at);
  // An operator named the clinic's zone.
  void SetZoneByOperator(const ClinicId& clinic);
  // Every call answers this until it is OK again.
  void FailWith(absl::Status status);

  absl::StatusOr<DirectoryChange> Replace(const ClinicId& clinic, const DirectorySnapshot& snapshot,
                                          absl::Time synced_at, absl::Time deadline) override;
  absl::StatusOr<SyncMemory> Recall(const ClinicId& clinic, absl::Time deadline) override;
  absl::Status Remember(const ClinicId& clinic, const KnownWeekdays& weekdays,
                        absl::Time deadline) override;
  absl::StatusOr<StoredDirectory> Load(const ClinicId& clinic, absl::Time deadline) override;
  absl::StatusOr<std::int64_t> LoadVersion(const ClinicId& clinic, absl::Time deadline) override;

 private:
  absl::StatusOr<StoredDirectory*> FindLocked(const ClinicId& clinic);

  std::mutex mutex_;
  std::map<ClinicId, StoredDirectory> directories_;
  std::map<ClinicId, DirectorySnapshot> snapshots_;  // the last one of each
  std::map<ClinicId, SyncMemory> memories_;
  absl::Status failure_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_FAKE_DIRECTORY_STORE_H_
