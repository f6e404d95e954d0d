#include "services/schedule_cache/directory/directory_sync.h"

#include <future>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/types.h"
#include "libs/cliniko/zones.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "libs/turns/turns.h"
#include "services/schedule_cache/directory/directory_snapshot.h"
#include "services/schedule_cache/directory/directory_store.h"
#include "services/schedule_cache/directory/weekday_numbering.h"

namespace frontdesk {
namespace {

constexpr absl::Duration kSoon = absl::Seconds(5);
constexpr absl::Duration kLease = absl::Minutes(3);
constexpr absl::Duration kLookEvery = absl::Milliseconds(100);

// The account's zone, which is what Cliniko's days are days of: the user's, else that of the
// settings. Source: contract/cliniko.md, section 5. Empty where neither tells one.
absl::StatusOr<std::optional<absl::TimeZone>> AskForZone(cliniko::Client& client,
                                                         absl::Time deadline) {
  ASSIGN_OR_RETURN(const cliniko::User user, client.GetUser(deadline));
  const std::optional<absl::TimeZone> of_user = cliniko::AccountZone(user, {});
  if (of_user.has_value()) return of_user;
  const absl::StatusOr<cliniko::AccountSettings> settings = client.GetSettings(deadline);
  if (settings.ok()) return cliniko::AccountZone(user, *settings);
  // A role that may not see the settings can book all the same.
  if (cliniko::IsFailure(settings.status(), cliniko::Failure::kForbidden) ||
      cliniko::IsFailure(settings.status(), cliniko::Failure::kNotFound)) {
    return std::optional<absl::TimeZone>();
  }
  return settings.status();
}

}  // namespace

DirectoryCounts CountsOf(const DirectorySnapshot& snapshot) {
  return {.businesses = static_cast<int>(snapshot.businesses.size()),
          .practitioners = static_cast<int>(snapshot.practitioners.size()),
          .appointment_types = static_cast<int>(snapshot.appointment_types.size()),
          .offerings = static_cast<int>(snapshot.offerings.size()),
          .working_hours =
              static_cast<int>(snapshot.weekly_hours.size() + snapshot.block_hours.size())};
}

absl::StatusOr<ClinikoDirectory> FetchDirectory(cliniko::Client& client, absl::TimeZone zone,
                                                absl::CivilDay today, absl::Time deadline,
                                                const std::optional<KnownWeekdays>& known) {
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
                   LearnWeekdayNumbering(client, directory, known, zone, today, deadline));
  return directory;
}

absl::StatusOr<SyncReport> DirectorySync::Sync(const ClinicId& clinic, absl::Time deadline) {
  if (turns_ == nullptr) return Read(clinic, deadline);
  ASSIGN_OR_RETURN(const Turn turn, WaitForTurn(clinic, deadline));
  absl::StatusOr<SyncReport> report = Read(clinic, deadline);
  const absl::Time soon = clock_.Now() + kSoon;
  // If this fails, the turn ends with its lease.
  (report.ok() ? turns_->Done(turn, {.in = options_.every, .in_if_busy = options_.every}, soon)
               : turns_->GiveBack(turn, soon))
      .IgnoreError();
  return report;
}

absl::Status DirectorySync::SyncInTurn(const Turn& turn) {
  return Read(turn.clinic, clock_.Now() + options_.longest).status();
}

absl::StatusOr<Turn> DirectorySync::WaitForTurn(const ClinicId& clinic, absl::Time deadline) {
  while (true) {
    ASSIGN_OR_RETURN(std::optional<Turn> turn, turns_->Take(clinic, kLease, deadline));
    if (turn.has_value()) return *std::move(turn);
    if (clock_.Now() + kLookEvery >= deadline) {
      return MakeError(DomainError::kStillChecking,
                       "the clinic's directory is being read by somebody else; try again soon");
    }
    absl::SleepFor(kLookEvery);
  }
}

absl::StatusOr<SyncReport> DirectorySync::Read(const ClinicId& clinic, absl::Time deadline) {
  const absl::Time began = clock_.Now();
  ASSIGN_OR_RETURN(const Clinic known, registry_.Find(clinic, deadline));
  ASSIGN_OR_RETURN(const SyncMemory memory, store_.Recall(clinic, deadline));
  ASSIGN_OR_RETURN(const std::shared_ptr<cliniko::Client> client,
                   clients_.For(clinic, cliniko::CallPriority::kBackground, deadline));
  std::optional<absl::TimeZone> told;
  if (!memory.zone_by_operator) {
    ASSIGN_OR_RETURN(told, AskForZone(*client, deadline));
  }
  const absl::TimeZone zone = told.value_or(known.zone);
  const absl::CivilDay today = absl::ToCivilDay(began, zone);
  ASSIGN_OR_RETURN(const ClinikoDirectory directory,
                   FetchDirectory(*client, zone, today, deadline, memory.weekdays));
  DirectorySnapshot snapshot = BuildSnapshot(directory, zone, today);
  if (told.has_value()) snapshot.zone_name = told->name();
  ASSIGN_OR_RETURN(const DirectoryChange change, store_.Replace(clinic, snapshot, began, deadline));
  Remember(clinic, directory, memory.weekdays, deadline);
  const DirectoryCounts counts = CountsOf(snapshot);
  log::Info("directory_synced", {{"clinic", clinic},
                                 {"changed", change.changed},
                                 {"version", change.version},
                                 {"businesses", counts.businesses},
                                 {"practitioners", counts.practitioners},
                                 {"appointment_types", counts.appointment_types},
                                 {"offerings", counts.offerings},
                                 {"working_hours", counts.working_hours},
                                 {"took_ms", absl::ToInt64Milliseconds(clock_.Now() - began)}});
  return SyncReport{.counts = counts,
                    .directory_version = change.version,
                    .changed = change.changed,
                    .warnings = std::move(snapshot.warnings)};
}

void DirectorySync::Remember(const ClinicId& clinic, const ClinikoDirectory& directory,
                             const std::optional<KnownWeekdays>& known, absl::Time deadline) {
  if (!directory.weekday_numbering.has_value()) return;
  const KnownWeekdays weekdays = {.numbering = *directory.weekday_numbering,
                                  .numbers = NumbersOf(directory.daily_availabilities)};
  if (weekdays == known || weekdays.numbers == 0) return;
  // It only saves the next sync some requests.
  if (const absl::Status kept = store_.Remember(clinic, weekdays, deadline); !kept.ok()) {
    log::Warn("weekdays_not_remembered", {{"clinic", clinic}, {"why", kept}});
  }
}

}  // namespace frontdesk
