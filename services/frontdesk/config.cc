#include "services/frontdesk/config.h"

#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/flags.h"
#include "libs/service/flags.h"
#include "libs/service/grpc_flags.h"
#include "libs/service/secret_file.h"
#include "libs/status/status_macros.h"
#include "services/booking/config.h"
#include "services/schedule_cache/config.h"

namespace frontdesk {

absl::StatusOr<std::optional<FrontdeskConfig>> FrontdeskConfig::Load(int argc,
                                                                     const char* const* argv) {
  FrontdeskConfig config;
  std::string database_url_file;
  std::string keyring_file;
  std::string cliniko_url;

  CLI::App app("Frontdesk in one process: the gateway and its four services.", "frontdesk");
  AddGatewayFlags(app, config.gateway);
  const auto add_listen = [&](const std::string& name, std::string& listen) {
    app.add_option("--" + name + "-listen", listen, "host:port of that service's gRPC")
        ->capture_default_str();
  };
  add_listen("availability", config.availability_listen);
  add_listen("booking", config.booking_listen);
  add_listen("schedule-cache", config.schedule_cache_listen);
  add_listen("session", config.session_listen);
  AddGrpcFlags(app, config.grpc);
  AddConnectionAgeFlag(app, config.connection_age);
  AddDatabaseFlag(app, database_url_file);
  AddClinikoFlags(app, keyring_file, cliniko_url);
  AddClinikoBudgetFlags(app, config.booking.cliniko_budget);
  AddOperationsFlag(app, config.ops_listen);
  AddDrainFlag(app, config.drain_delay);
  AddPatientSyncFlags(app, config.booking);
  AddRetentionFlags(app, config.booking);
  AddSlotCacheFlags(app, config.schedule_cache);
  app.add_option("--announce-file", config.announce_file,
                 "file to write NAME=address lines to once everything answers");
  app.add_option("--log-level", config.log_level, "debug, info, warn, error or off")
      ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
      ->capture_default_str();

  ASSIGN_OR_RETURN(const Asked asked, ParseFlags(app, argc, argv));
  if (asked == Asked::kHelp) return std::nullopt;
  ASSIGN_OR_RETURN(const std::string database_url, ReadSecretFile(database_url_file));
  config.session.database_url = database_url;
  config.schedule_cache.database_url = database_url;
  config.schedule_cache.keyring_file = keyring_file;
  config.schedule_cache.cliniko_url = cliniko_url;
  config.booking.database_url = database_url;
  config.booking.keyring_file = keyring_file;
  config.booking.cliniko_url = cliniko_url;
  config.schedule_cache.cliniko_budget = config.booking.cliniko_budget;
  return config;
}

}  // namespace frontdesk
