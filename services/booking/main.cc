#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/call_trail/database_call_trail.h"
#include "libs/rpc/channel.h"
#include "libs/service/run.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/booking/booking_service.h"
#include "services/booking/config.h"

namespace frontdesk {
namespace {

absl::Status Run(int argc, const char* const* argv) {
  ASSIGN_OR_RETURN(const std::optional<BookingConfig> config, BookingConfig::Load(argc, argv));
  if (!config.has_value()) return absl::OkStatus();
  log::SetLevel(config->process.log_level);
  const DatabaseCallTrail trail(config->service.database_url);

  ASSIGN_OR_RETURN(
      const std::unique_ptr<BookingService> booking,
      BookingService::Create(
          config->service,
          {.schedule_cache = Connect(config->schedule_cache_address, config->process.grpc),
           .session = Connect(config->session_address, config->process.grpc)}));
  return ServeUntilStopped({.listen = config->process.listen,
                            .ops_listen = config->process.ops_listen,
                            .service_name = "frontdesk.v1.BookingService",
                            .name = "BOOKING",
                            .announce_file = config->process.announce_file,
                            .database_url = config->service.database_url,
                            .pool_use = [&booking] { return booking->pool_use(); },
                            .keyring_file = config->service.keyring_file,
                            .security = config->process.grpc,
                            .connection_age = config->process.connection_age,
                            .drain_delay = config->process.drain_delay,
                            // A booking that is under way is worth waiting for.
                            .drain = absl::Seconds(25)},
                           booking->service());
}

}  // namespace
}  // namespace frontdesk

int main(int argc, char** argv) {
  return frontdesk::RunMain("booking", argc, argv, frontdesk::Run);
}
