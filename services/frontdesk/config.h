#ifndef FRONTDESK_SERVICES_FRONTDESK_CONFIG_H_
#define FRONTDESK_SERVICES_FRONTDESK_CONFIG_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/gateway.h"
#include "libs/rpc/security.h"
#include "libs/service/flags.h"
#include "services/booking/booking_service.h"
#include "services/schedule_cache/schedule_cache_service.h"
#include "services/session/session_service.h"

namespace frontdesk {

// All that the one process is told.
struct FrontdeskConfig {
  Gateway::Options gateway;
  BookingServiceOptions booking;
  ScheduleCacheServiceOptions schedule_cache;
  SessionServiceOptions session;
  // Where the services answer gRPC, host:port; port 0 picks a free one.
  std::string availability_listen = "127.0.0.1:0";
  std::string booking_listen = "127.0.0.1:0";
  std::string schedule_cache_listen = "127.0.0.1:0";
  std::string session_listen = "127.0.0.1:0";
  RpcSecurity grpc;  // of those four
  absl::Duration connection_age = absl::Minutes(1);  // the same
  absl::Duration drain_delay = kUsualDrainDelay;     // serves so long, not ready, when asked to stop
  std::string ops_listen = "127.0.0.1:0";  // of /metrics, /healthz and /readyz, for all of it
  std::string announce_file;
  std::string log_level = "info";

  // From flags, else the environment; secrets from the files that are named there. Empty if help
  // was asked for and printed. Fails with InvalidArgument.
  static absl::StatusOr<std::optional<FrontdeskConfig>> Load(int argc, const char* const* argv);
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_FRONTDESK_CONFIG_H_
