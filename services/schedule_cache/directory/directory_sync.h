#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DIRECTORY_SYNC_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DIRECTORY_SYNC_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/cliniko/client.h"
#include "libs/domain/ids.h"
#include "libs/turns/turns.h"
#include "services/schedule_cache/directory/directory_snapshot.h"
#include "services/schedule_cache/directory/directory_store.h"
#include "services/schedule_cache/directory/weekday_numbering.h"

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
// weekdays, and it is not `known`, asks for a few free times too. Fails as cliniko::Client does,
// and with FailedPrecondition where the account has no business at all, which is what a key without
// permissions looks like.
absl::StatusOr<ClinikoDirectory> FetchDirectory(cliniko::Client& client, absl::TimeZone zone,
                                                absl::CivilDay today, absl::Time deadline,
                                                const std::optional<KnownWeekdays>& known = {});

struct DirectorySyncOptions {
  absl::Duration every = absl::Minutes(12);   // a tenth more or less
  absl::Duration longest = absl::Minutes(1);  // for one that nobody waits for
};

// Brings our copy of a clinic's directory and working hours up to date.
//
// Always all of it: that is seven requests for a clinic of up to a hundred rows a list, at every
// twelve minutes less than one in three hundred of what Cliniko allows. Asking for what changed
// would take as many, since nothing changed is an answer too, and would not show what matters most:
// an archived location, an inactive practitioner, a weekday or a block that was taken away and a
// service that is not offered any more are not in the list of changes. Source: contract/cliniko.md,
// sections 9, 10.6 to 10.8 and 13.
//
// Thread-safe.
class DirectorySync {
 public:
  // All must outlive the object. `turns` keeps two replicas from reading one clinic at a time;
  // null: nobody else does.
  DirectorySync(ClinicRegistry& registry, ClinikoClients& clients, DirectoryStore& store,
                const Clock& clock, Turns* turns = nullptr,
                const DirectorySyncOptions& options = {})
      : registry_(registry),
        clients_(clients),
        store_(store),
        clock_(clock),
        turns_(turns),
        options_(options) {}

  // Reads the directory now, after whoever is reading it. The clinic's time zone becomes what
  // Cliniko says unless an operator named one. All or nothing: a failure changes nothing. Fails
  // with the errors of the collaborators; those of Cliniko carry their cliniko::Failure.
  absl::StatusOr<SyncReport> Sync(const ClinicId& clinic, absl::Time deadline);

  // The same for whoever has the turn already and nobody to report to.
  absl::Status SyncInTurn(const Turn& turn);

 private:
  absl::StatusOr<SyncReport> Read(const ClinicId& clinic, absl::Time deadline);
  absl::StatusOr<Turn> WaitForTurn(const ClinicId& clinic, absl::Time deadline);
  void Remember(const ClinicId& clinic, const ClinikoDirectory& directory,
                const std::optional<KnownWeekdays>& known, absl::Time deadline);

  ClinicRegistry& registry_;
  ClinikoClients& clients_;
  DirectoryStore& store_;
  const Clock& clock_;
  Turns* const turns_;
  const DirectorySyncOptions options_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DIRECTORY_SYNC_H_
