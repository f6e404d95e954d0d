#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DIRECTORY_SYNC_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DIRECTORY_SYNC_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/cliniko/client.h"
#include "libs/domain/ids.h"
#include "services/schedule_cache/directory/directory_snapshot.h"
#include "services/schedule_cache/directory/directory_store.h"

namespace frontdesk {

// How much a directory holds.
struct DirectoryCounts {
  int businesses = 0;
  int practitioners = 0;
  int appointment_types = 0;
  int offerings = 0;
  int working_hours = 0;  // regular ones and blocks

  friend bool operator==(const DirectoryCounts&, const DirectoryCounts&) = default;
};
DirectoryCounts CountsOf(const DirectorySnapshot& snapshot);

struct SyncReport {
  DirectoryCounts counts;
  std::int64_t directory_version = 0;
  bool changed = false;
  std::vector<std::string> warnings;  // for the operator, without personal data
};

// Reads all that a directory is made of, several lists at a time; availability blocks from `today`
// on, a day of `zone`, the clinic's. Where the account's rows alone do not tell how it counts
// weekdays, asks for a few free times too. Fails as cliniko::Client does, and with
// FailedPrecondition where the account has no business at all, which is what a key without
// permissions looks like.
absl::StatusOr<ClinikoDirectory> FetchDirectory(cliniko::Client& client, absl::TimeZone zone,
                                                absl::CivilDay today, absl::Time deadline);

// Brings our copy of a clinic's directory and working hours up to date. Thread-safe.
class DirectorySync {
 public:
  // All must outlive the object.
  DirectorySync(ClinicRegistry& registry, ClinikoClients& clients, DirectoryStore& store,
                const Clock& clock)
      : registry_(registry), clients_(clients), store_(store), clock_(clock) {}

  // All or nothing: a failure changes nothing. Fails with the errors of the four collaborators;
  // those of Cliniko carry their cliniko::Failure.
  absl::StatusOr<SyncReport> Sync(const ClinicId& clinic, absl::Time deadline);

 private:
  ClinicRegistry& registry_;
  ClinikoClients& clients_;
  DirectoryStore& store_;
  const Clock& clock_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DIRECTORY_SYNC_H_
