#include "services/booking/config.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "libs/service/flags.h"
#include "libs/service/secret_file.h"
#include "libs/status/status_macros.h"

namespace frontdesk {

void AddPatientSyncFlags(CLI::App& app, BookingServiceOptions& options) {
  AddSecondsFlag(app, "--patient-sync-seconds", options.sync_patients_every,
                 "how often to ask Cliniko which patients changed");
  AddSecondsFlag(app, "--busy-patient-sync-seconds", options.sync_busy_patients_every,
                 "the same for a clinic that people are calling");
  AddSecondsFlag(app, "--staff-watch-seconds", options.watch_staff_every,
                 "how often to ask Cliniko what staff did with our bookings");
  AddSecondsFlag(app, "--busy-staff-watch-seconds", options.watch_busy_staff_every,
                 "the same for a clinic that people are calling");
}

void AddRetentionFlags(CLI::App& app, BookingServiceOptions& options) {
  app.add_option("--retention-days", options.retention.days,
                 "how long after an appointment its booking says for whom it was, for clinics "
                 "without a number of their own")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  app.add_option("--session-retention-days", options.retention.session_days,
                 "how long after a call what was offered in it, and how it ended, is kept")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
}

absl::StatusOr<std::optional<BookingConfig>> BookingConfig::Load(int argc,
                                                                 const char* const* argv) {
  BookingConfig config;
  std::string database_url_file;
  CLI::App app("Books appointments and keeps Cliniko and the database in agreement, over gRPC.",
               "booking");
  AddServiceFlags(app, config.process);
  AddDatabaseFlag(app, database_url_file);
  AddClinikoFlags(app, config.service.keyring_file, config.service.cliniko_url);
  AddClinikoBudgetFlags(app, config.service.cliniko_budget);
  AddPatientSyncFlags(app, config.service);
  AddRetentionFlags(app, config.service);
  AddPeerFlag(app, "schedule-cache", config.schedule_cache_address);
  AddPeerFlag(app, "session", config.session_address);
  app.add_option("--database-connections", config.service.database_connections,
                 "connections to PostgreSQL at most")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();

  ASSIGN_OR_RETURN(const Asked asked, ParseFlags(app, argc, argv));
  if (asked == Asked::kHelp) return std::nullopt;
  ASSIGN_OR_RETURN(config.service.database_url, ReadSecretFile(database_url_file));
  return config;
}

}  // namespace frontdesk
