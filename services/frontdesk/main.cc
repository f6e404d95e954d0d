// All of Frontdesk in one process: the four services, each on its own gRPC port for whoever is
// elsewhere, and the gateway. Among themselves they call each other's functions, see
// libs/rpc/asker.h; what changes appointments goes through gRPC here, too.
#include <atomic>
#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gateway/gateway.h"
#include "libs/call_trail/database_call_trail.h"
#include "libs/civil/wall_clock.h"
#include "libs/clinics/sealed_key_watch.h"
#include "libs/postgres/database_health.h"
#include "libs/rpc/rpc_server.h"
#include "libs/seal/keyring.h"
#include "libs/service/announce.h"
#include "libs/service/operations_server.h"
#include "libs/service/run.h"
#include "libs/service/signals.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/availability/availability_service.h"
#include "services/booking/booking_service.h"
#include "services/frontdesk/config.h"
#include "services/schedule_cache/schedule_cache_service.h"
#include "services/session/session_service.h"

namespace frontdesk {
namespace {

constexpr absl::Duration kDrain = absl::Seconds(10);
constexpr absl::Duration kBookingDrain =
    absl::Seconds(25);  // a booking under way is worth waiting for

absl::Status Run(int argc, const char* const* argv) {
  ASSIGN_OR_RETURN(const std::optional<FrontdeskConfig> config, FrontdeskConfig::Load(argc, argv));
  if (!config.has_value()) return absl::OkStatus();
  log::SetLevel(config->log_level);
  const DatabaseCallTrail trail(config->session.database_url);

  // Built in the order in which they depend on each other; destroyed in the reverse one.
  const WallClock clock;
  ASSIGN_OR_RETURN(const std::unique_ptr<SessionService> session,
                   SessionService::Create(config->session));
  ASSIGN_OR_RETURN(const std::unique_ptr<RpcServer> session_server,
                   RpcServer::Start({.listen = config->session_listen,
                                     .service_name = "frontdesk.v1.SessionService",
                                     .pool_use = [&session] { return session->pool_use(); },
                                     .security = config->grpc,
                                     .connection_age = config->connection_age},
                                    session->service()));

  ASSIGN_OR_RETURN(const std::unique_ptr<ScheduleCacheService> schedule,
                   ScheduleCacheService::Create(config->schedule_cache));
  ASSIGN_OR_RETURN(const std::unique_ptr<RpcServer> schedule_server,
                   RpcServer::Start({.listen = config->schedule_cache_listen,
                                     .service_name = "frontdesk.v1.ScheduleCacheService",
                                     .pool_use = [&schedule] { return schedule->pool_use(); },
                                     .security = config->grpc,
                                     .connection_age = config->connection_age},
                                    schedule->service()));

  ASSIGN_OR_RETURN(const std::unique_ptr<BookingService> booking,
                   BookingService::Create(config->booking,
                                          {.schedule_cache = schedule_server->AsPeer(),
                                           .session = session_server->AsPeer()}));
  ASSIGN_OR_RETURN(const std::unique_ptr<RpcServer> booking_server,
                   RpcServer::Start({.listen = config->booking_listen,
                                     .service_name = "frontdesk.v1.BookingService",
                                     .pool_use = [&booking] { return booking->pool_use(); },
                                     .security = config->grpc,
                                     .connection_age = config->connection_age},
                                    booking->service()));

  const std::unique_ptr<AvailabilityService> availability =
      AvailabilityService::Create({.schedule_cache = schedule_server->AsPeer(),
                                   .session = session_server->AsPeer()});
  ASSIGN_OR_RETURN(const std::unique_ptr<RpcServer> availability_server,
                   RpcServer::Start({.listen = config->availability_listen,
                                     .service_name = "frontdesk.v1.AvailabilityService",
                                     .security = config->grpc,
                                     .connection_age = config->connection_age},
                                    availability->service()));

  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> gateway,
                   Gateway::Start(config->gateway,
                                  {.availability = availability_server->AsPeer(),
                                   .booking = booking_server->InProcessChannel(),
                                   .schedule_cache = schedule_server->AsPeer(),
                                   .session = session_server->AsPeer()},
                                  clock));
  const DatabaseHealth database(config->session.database_url, {}, [&](bool answers) {
    for (RpcServer* server : {session_server.get(), schedule_server.get(), booking_server.get()}) {
      server->SetServing(answers);
    }
  });
  ASSIGN_OR_RETURN(Keyring keyring, Keyring::Load(config->schedule_cache.keyring_file));
  const SealedKeyWatch keys(config->session.database_url, std::move(keyring), {},
                            [&](bool all_open) {
                              schedule_server->SetClinikoKeysOpen(all_open);
                              booking_server->SetClinikoKeysOpen(all_open);
                            });
  std::atomic<bool> stopping = false;
  ASSIGN_OR_RETURN(
      const std::unique_ptr<OperationsServer> operations,
      OperationsServer::Start(config->ops_listen, [&] { return !stopping && database.answers(); }));
  RETURN_IF_ERROR(
      Announce(config->announce_file, {{"GATEWAY_URL", gateway->url()},
                                       {"AVAILABILITY_ADDR", availability_server->address()},
                                       {"BOOKING_ADDR", booking_server->address()},
                                       {"SCHEDULE_CACHE_ADDR", schedule_server->address()},
                                       {"SESSION_ADDR", session_server->address()},
                                       {"FRONTDESK_OPS_URL", operations->url()}}));
  log::Info("started",
            {{"url", log::Ours(gateway->url())}, {"operations", log::Ours(operations->url())}});

  const int signal = WaitForStopSignal();
  stopping = true;
  log::Info("stopping", {{"signal", signal}});
  gateway->Drain();
  for (RpcServer* server : {availability_server.get(), booking_server.get(), schedule_server.get(),
                            session_server.get()}) {
    server->Drain();
  }
  absl::SleepFor(config->drain_delay);
  // From the callers to the called, so that nobody loses what it still needs.
  gateway->Stop(kDrain);
  availability_server->Stop(kDrain);
  booking_server->Stop(kBookingDrain);
  availability->StopAsking();
  booking->StopAsking();
  schedule_server->Stop(kDrain);
  session_server->Stop(kDrain);
  log::Info("stopped");
  return absl::OkStatus();
}

}  // namespace
}  // namespace frontdesk

int main(int argc, char** argv) {
  return frontdesk::RunMain("frontdesk", argc, argv, frontdesk::Run);
}
