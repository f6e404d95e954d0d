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

void AddSlotCacheFlags(CLI::App& app, ScheduleCacheServiceOptions& options) {
  AddSecondsFlag(app, "--directory-sync-seconds", options.sync_directory_every,
                 "how often to read each clinic's directory from Cliniko");
  AddSecondsFlag(app, "--fresh-seconds", options.fresh_for,
                 "how long slots are served without asking again");
  app.add_option_function<int>(
         "--slot-memory-mb",
         [&options](const int& mb) {
           options.slot_memory_bytes = static_cast<std::size_t>(mb) << 20;
         },
         "memory for open slots at most, about")
      ->check(CLI::Range(1, 65'536))
      ->default_str(std::to_string(options.slot_memory_bytes >> 20));
}

absl::StatusOr<std::optional<ScheduleCacheConfig>> ScheduleCacheConfig::Load(
    int argc, const char* const* argv) {
  ScheduleCacheConfig config;
  std::string database_url_file;
  CLI::App app("Knows what each clinic looks like and when its practitioners are free, over gRPC.",
               "schedule_cache");
  AddServiceFlags(app, config.process);
  AddDatabaseFlag(app, database_url_file);
  AddClinikoFlags(app, config.service.keyring_file, config.service.cliniko_url);
  AddClinikoBudgetFlags(app, config.service.cliniko_budget);
  AddSlotCacheFlags(app, config.service);
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
