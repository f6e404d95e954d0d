#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "grpcpp/channel.h"
#include "libs/call_trail/call_events.h"
#include "libs/call_trail/call_trail.h"
#include "libs/rpc/channel.h"
#include "libs/service/flags.h"
#include "libs/service/run.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/availability/availability_service.h"
#include "services/session/client/grpc_call_events.h"

namespace frontdesk {
namespace {

absl::Status Run(int argc, const char* const* argv) {
  ServiceFlags process;
  std::string schedule_cache;
  std::string session;
  CLI::App app("Answers who is free when, over gRPC.", "availability");
  AddServiceFlags(app, process);
  AddPeerFlag(app, "schedule-cache", schedule_cache);
  AddPeerFlag(app, "session", session);
  ASSIGN_OR_RETURN(const Asked asked, ParseFlags(app, argc, argv));
  if (asked == Asked::kHelp) return absl::OkStatus();
  log::SetLevel(process.log_level);

  const std::shared_ptr<grpc::Channel> to_session = Connect(session, process.grpc);
  const std::unique_ptr<CallEvents> events = MakeGrpcCallEvents(to_session);
  const CallTrail trail(*events);
  const std::unique_ptr<AvailabilityService> availability = AvailabilityService::Create(
      {.schedule_cache = Connect(schedule_cache, process.grpc), .session = to_session});
  return ServeUntilStopped({.listen = process.listen,
                            .ops_listen = process.ops_listen,
                            .service_name = "frontdesk.v1.AvailabilityService",
                            .name = "AVAILABILITY",
                            .announce_file = process.announce_file,
                            .security = process.grpc,
                            .connection_age = process.connection_age,
                            .drain_delay = process.drain_delay},
                           availability->service());
}

}  // namespace
}  // namespace frontdesk

int main(int argc, char** argv) {
  return frontdesk::RunMain("availability", argc, argv, frontdesk::Run);
}
