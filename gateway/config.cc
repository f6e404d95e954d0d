#include "gateway/config.h"

#include <optional>
#include <string>

#include "CLI/CLI.hpp"
#include "absl/status/statusor.h"
#include "gateway/flags.h"
#include "libs/service/flags.h"
#include "libs/service/grpc_flags.h"
#include "libs/status/status_macros.h"

namespace frontdesk {

absl::StatusOr<std::optional<GatewayConfig>> GatewayConfig::Load(int argc,
                                                                 const char* const* argv) {
  GatewayConfig config;
  CLI::App app("Frontdesk's gateway: answers the voice agent's webhooks.", "gateway");
  AddGatewayFlags(app, config.gateway);
  app.add_option("--availability-addr", config.availability_addr, "where availability listens")
      ->required();
  app.add_option("--booking-addr", config.booking_addr, "where booking listens")->required();
  app.add_option("--schedule-cache-addr", config.schedule_cache_addr,
                 "where schedule-cache listens")
      ->required();
  app.add_option("--session-addr", config.session_addr, "where session listens")->required();
  AddGrpcClientFlags(app, config.grpc);
  AddOperationsFlag(app, config.ops_listen);
  AddDrainFlag(app, config.drain_delay);
  app.add_option("--announce-file", config.announce_file, "gets GATEWAY_URL=... once ready");
  app.add_option("--log-level", config.log_level, "debug, info, warn, error or off")
      ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
      ->capture_default_str();

  ASSIGN_OR_RETURN(const Asked asked, ParseFlags(app, argc, argv));
  if (asked == Asked::kHelp) return std::nullopt;
  return config;
}

}  // namespace frontdesk
