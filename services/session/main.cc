#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "libs/call_trail/database_call_trail.h"
#include "libs/service/run.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/session/config.h"
#include "services/session/session_service.h"

namespace frontdesk {
namespace {

absl::Status Run(int argc, const char* const* argv) {
  ASSIGN_OR_RETURN(const std::optional<SessionConfig> config, SessionConfig::Load(argc, argv));
  if (!config.has_value()) return absl::OkStatus();
  log::SetLevel(config->process.log_level);
  const DatabaseCallTrail trail(config->service.database_url);

  ASSIGN_OR_RETURN(const std::unique_ptr<SessionService> session,
                   SessionService::Create(config->service));
  return ServeUntilStopped({.listen = config->process.listen,
                            .ops_listen = config->process.ops_listen,
                            .service_name = "frontdesk.v1.SessionService",
                            .name = "SESSION",
                            .announce_file = config->process.announce_file,
                            .database_url = config->service.database_url,
                            .pool_use = [&session] { return session->pool_use(); },
                            .security = config->process.grpc,
                            .connection_age = config->process.connection_age,
                            .drain_delay = config->process.drain_delay},
                           session->service());
}

}  // namespace
}  // namespace frontdesk

int main(int argc, char** argv) {
  return frontdesk::RunMain("session", argc, argv, frontdesk::Run);
}
