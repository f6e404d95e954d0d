#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_POSTGRES_DIRECTORY_STORE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_POSTGRES_DIRECTORY_STORE_H_

#include "services/schedule_cache/directory/directory_store.h"

namespace frontdesk {

class PostgresPool;

// Directories in the tables of the schema schedule_cache.
class PostgresDirectoryStore : public DirectoryStore {
 public:
  // `pool` must outlive the object.
  explicit PostgresDirectoryStore(PostgresPool& pool) : pool_(pool) {}

  absl::StatusOr<DirectoryChange> Replace(const ClinicId& clinic, const DirectorySnapshot& snapshot,
                                          absl::Time synced_at, absl::Time deadline) override;
  absl::StatusOr<SyncMemory> Recall(const ClinicId& clinic, absl::Time deadline) override;
  absl::Status Remember(const ClinicId& clinic, const KnownWeekdays& weekdays,
                        absl::Time deadline) override;
  absl::StatusOr<StoredDirectory> Load(const ClinicId& clinic, absl::Time deadline) override;
  absl::StatusOr<std::int64_t> LoadVersion(const ClinicId& clinic, absl::Time deadline) override;

 private:
  PostgresPool& pool_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_POSTGRES_DIRECTORY_STORE_H_
