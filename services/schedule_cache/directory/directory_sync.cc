#include "services/schedule_cache/directory/directory_sync.h"

#include <future>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/client.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/directory/directory_snapshot.h"
#include "services/schedule_cache/directory/directory_store.h"
#include "services/schedule_cache/directory/weekday_numbering.h"

namespace frontdesk {

DirectoryCounts CountsOf(const DirectorySnapshot& snapshot) {
  return {.businesses = static_cast<int>(snapshot.businesses.size()),
          .practitioners = static_cast<int>(snapshot.practitioners.size()),
          .appointment_types = static_cast<int>(snapshot.appointment_types.size()),
          .offerings = static_cast<int>(snapshot.offerings.size()),
          .working_hours =
              static_cast<int>(snapshot.weekly_hours.size() + snapshot.block_hours.size())};
}

absl::StatusOr<ClinikoDirectory> FetchDirectory(cliniko::Client& client, absl::TimeZone zone,
                                                absl::CivilDay today, absl::Time deadline) {
  const auto start = [](auto read) { return std::async(std::launch::async, std::move(read)); };
  const absl::Time from = absl::FromCivil(today, zone);
  auto practitioners = start([&] { return client.ListPractitioners(deadline); });
  auto types = start([&] { return client.ListAppointmentTypes(deadline); });
  auto services = start([&] { return client.ListServices(deadline); });
  auto hours = start([&] { return client.ListDailyAvailabilities(deadline); });
  auto blocks = start([&] { return client.ListAvailabilityBlocks(from, deadline); });
  ClinikoDirectory directory;
  ASSIGN_OR_RETURN(directory.businesses, client.ListBusinesses(deadline));
  ASSIGN_OR_RETURN(directory.practitioners, practitioners.get());
  ASSIGN_OR_RETURN(directory.appointment_types, types.get());
  ASSIGN_OR_RETURN(directory.services, services.get());
  ASSIGN_OR_RETURN(directory.daily_availabilities, hours.get());
  ASSIGN_OR_RETURN(directory.availability_blocks, blocks.get());
  if (directory.businesses.empty()) {
    return absl::FailedPreconditionError(
        "Cliniko lists no business at all: the key's user may lack the permission to see them");
  }
  ASSIGN_OR_RETURN(directory.weekday_numbering,
                   LearnWeekdayNumbering(client, directory, zone, today, deadline));
  return directory;
}

absl::StatusOr<SyncReport> DirectorySync::Sync(const ClinicId& clinic, absl::Time deadline) {
  ASSIGN_OR_RETURN(const Clinic known, registry_.Find(clinic, deadline));
  ASSIGN_OR_RETURN(const std::shared_ptr<cliniko::Client> client,
                   clients_.For(clinic, cliniko::CallPriority::kBackground, deadline));
  const absl::Time now = clock_.Now();
  const absl::CivilDay today = absl::ToCivilDay(now, known.zone);
  ASSIGN_OR_RETURN(const ClinikoDirectory directory,
                   FetchDirectory(*client, known.zone, today, deadline));
  DirectorySnapshot snapshot = BuildSnapshot(directory, known.zone, today);
  ASSIGN_OR_RETURN(const DirectoryChange change, store_.Replace(clinic, snapshot, now, deadline));
  return SyncReport{.counts = CountsOf(snapshot),
                    .directory_version = change.version,
                    .changed = change.changed,
                    .warnings = std::move(snapshot.warnings)};
}

}  // namespace frontdesk
