#include "services/schedule_cache/config.h"

#include <CLI/CLI.hpp>
#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "libs/service/flags.h"
#include "libs/service/secret_file.h"
#include "libs/status/status_macros.h"

namespace frontdesk {

absl::StatusOr<std::optional<ScheduleCacheConfig>> ScheduleCacheConfig::Load(
    int argc, const char* const* argv) {
  ScheduleCacheConfig config;
  std::string database_url_file;
  int fresh_seconds = static_cast<int>(absl::ToInt64Seconds(config.service.fresh_for));
  int directory_sync_seconds =
      static_cast<int>(absl::ToInt64Seconds(config.service.sync_directory_every));
  CLI::App app("Knows what each clinic looks like and when its practitioners are free, over gRPC.",
               "schedule_cache");
  AddServiceFlags(app, config.process);
  AddDatabaseFlag(app, database_url_file);
  AddClinikoFlags(app, config.service.keyring_file, config.service.cliniko_url);
  AddClinikoBudgetFlags(app, config.service.cliniko_budget);
  app.add_option("--database-connections", config.service.database_connections,
                 "connections to PostgreSQL at most")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--directory-sync-seconds", directory_sync_seconds,
                 "how often to read each clinic's directory from Cliniko")
      ->check(CLI::Range(10, 86'400))
      ->capture_default_str();
  app.add_option("--fresh-seconds", fresh_seconds, "how long slots are served without asking again")
      ->check(CLI::Range(1, 86'400))
      ->capture_default_str();
  int slot_memory_mb = static_cast<int>(config.service.slot_memory_bytes >> 20);
  app.add_option("--slot-memory-mb", slot_memory_mb, "memory for open slots at most, about")
      ->check(CLI::Range(1, 65'536))
      ->capture_default_str();

  ASSIGN_OR_RETURN(const Asked asked, ParseFlags(app, argc, argv));
  if (asked == Asked::kHelp) return std::nullopt;
  config.service.fresh_for = absl::Seconds(fresh_seconds);
  config.service.slot_memory_bytes = static_cast<std::size_t>(slot_memory_mb) << 20;
  config.service.sync_directory_every = absl::Seconds(directory_sync_seconds);
  ASSIGN_OR_RETURN(config.service.database_url, ReadSecretFile(database_url_file));
  return config;
}

}  // namespace frontdesk
