#include <atomic>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gateway/config.h"
#include "gateway/gateway.h"
#include "grpcpp/channel.h"
#include "libs/call_trail/call_events.h"
#include "libs/call_trail/call_trail.h"
#include "libs/civil/wall_clock.h"
#include "libs/rpc/channel.h"
#include "libs/service/announce.h"
#include "libs/service/operations_server.h"
#include "libs/service/run.h"
#include "libs/service/signals.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/session/client/grpc_call_events.h"

namespace frontdesk {
namespace {

constexpr absl::Duration kDrain = absl::Seconds(10);  // longer than the longest webhook may take

absl::Status Run(int argc, const char* const* argv) {
  ASSIGN_OR_RETURN(const std::optional<GatewayConfig> config, GatewayConfig::Load(argc, argv));
  if (!config.has_value()) return absl::OkStatus();  // help was asked for
  log::SetLevel(config->log_level);
  const WallClock clock;
  const std::shared_ptr<grpc::Channel> session = Connect(config->session_addr, config->grpc);
  const std::unique_ptr<CallEvents> events = MakeGrpcCallEvents(session);
  const CallTrail trail(*events);
  ASSIGN_OR_RETURN(
      const std::unique_ptr<Gateway> gateway,
      Gateway::Start(config->gateway,
                     {.availability = Connect(config->availability_addr, config->grpc),
                      .booking = Connect(config->booking_addr, config->grpc),
                      .schedule_cache = Connect(config->schedule_cache_addr, config->grpc),
                      .session = session},
                     clock));
  // Ready while it serves, whatever is behind it: a caller for whom nobody answers the phone is
  // worse off than one who hears an apology, and some answers need none of the others.
  std::atomic<bool> stopping = false;
  ASSIGN_OR_RETURN(const std::unique_ptr<OperationsServer> operations,
                   OperationsServer::Start(config->ops_listen, [&] { return !stopping; }));
  RETURN_IF_ERROR(Announce(config->announce_file, {{"GATEWAY_URL", gateway->url()},
                                                   {"GATEWAY_OPS_URL", operations->url()}}));
  log::Info("started",
            {{"url", log::Ours(gateway->url())}, {"operations", log::Ours(operations->url())}});

  const int signal = WaitForStopSignal();
  stopping = true;
  log::Info("stopping", {{"signal", signal}});
  gateway->Drain();
  absl::SleepFor(config->drain_delay);
  gateway->Stop(kDrain);
  log::Info("stopped");
  return absl::OkStatus();
}

}  // namespace
}  // namespace frontdesk

int main(int argc, char** argv) {
  return frontdesk::RunMain("gateway", argc, argv, frontdesk::Run);
}
