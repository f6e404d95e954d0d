#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DIRECTORY_STORE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DIRECTORY_STORE_H_

#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "services/schedule_cache/directory/directory_snapshot.h"
#include "services/schedule_cache/directory/weekday_numbering.h"

namespace frontdesk {

// What replacing a directory did.
struct DirectoryChange {
  std::int64_t version = 0;  // afterwards
  bool changed = false;      // whether the version went up
};

struct StoredDirectory {
  Directory directory;                  // only what is active
  std::optional<absl::Time> synced_at;  // empty: never
};

// What one sync of a clinic tells the next.
struct SyncMemory {
  std::optional<KnownWeekdays> weekdays;
  bool zone_by_operator = false;  // the clinic's time zone does not follow Cliniko's
};

// Where the directories of clinics are kept. Implementations are thread-safe.
//
// Every call fails with kClinicNotFound for a clinic that is unknown or disabled, and with
// kBookingSystemUnavailable while the database cannot be reached in time.
class DirectoryStore {
 public:
  virtual ~DirectoryStore() = default;

  // Makes `snapshot` the clinic's directory, all or nothing, and its time zone the clinic's unless
  // an operator named one; slots that are cached by the days of another zone are dropped. What is
  // not in it becomes inactive. A business that is marked as primary stays so while it is active,
  // else the first one becomes it. Hours that were made by hand or by the probe stay and win over
  // equal ones of Cliniko; so do aliases that an operator added or removed. The version goes up
  // only if a reader of Load could notice.
  virtual absl::StatusOr<DirectoryChange> Replace(const ClinicId& clinic,
                                                  const DirectorySnapshot& snapshot,
                                                  absl::Time synced_at, absl::Time deadline) = 0;

  virtual absl::StatusOr<SyncMemory> Recall(const ClinicId& clinic, absl::Time deadline) = 0;
  // For the next Recall.
  virtual absl::Status Remember(const ClinicId& clinic, const KnownWeekdays& weekdays,
                                absl::Time deadline) = 0;

  virtual absl::StatusOr<StoredDirectory> Load(const ClinicId& clinic, absl::Time deadline) = 0;

  // The version that Load would return: cheap enough to be asked every few seconds.
  virtual absl::StatusOr<std::int64_t> LoadVersion(const ClinicId& clinic, absl::Time deadline) = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DIRECTORY_STORE_H_
