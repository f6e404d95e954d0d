#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "libs/call_trail/database_call_trail.h"
#include "libs/service/run.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/schedule_cache/config.h"
#include "services/schedule_cache/schedule_cache_service.h"

namespace frontdesk {
namespace {

absl::Status Run(int argc, const char* const* argv) {
  ASSIGN_OR_RETURN(const std::optional<ScheduleCacheConfig> config,
                   ScheduleCacheConfig::Load(argc, argv));
  if (!config.has_value()) return absl::OkStatus();
  log::SetLevel(config->process.log_level);
  const DatabaseCallTrail trail(config->service.database_url);

  ASSIGN_OR_RETURN(const std::unique_ptr<ScheduleCacheService> schedule,
                   ScheduleCacheService::Create(config->service));
  return ServeUntilStopped({.listen = config->process.listen,
                            .ops_listen = config->process.ops_listen,
                            .service_name = "frontdesk.v1.ScheduleCacheService",
                            .name = "SCHEDULE_CACHE",
                            .announce_file = config->process.announce_file,
                            .database_url = config->service.database_url,
                            .pool_use = [&schedule] { return schedule->pool_use(); },
                            .keyring_file = config->service.keyring_file,
                            .security = config->process.grpc,
                            .connection_age = config->process.connection_age,
                            .drain_delay = config->process.drain_delay},
                           schedule->service());
}

}  // namespace
}  // namespace frontdesk

int main(int argc, char** argv) {
  return frontdesk::RunMain("schedule_cache", argc, argv, frontdesk::Run);
}
