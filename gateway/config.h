#ifndef FRONTDESK_GATEWAY_CONFIG_H_
#define FRONTDESK_GATEWAY_CONFIG_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/gateway.h"
#include "libs/rpc/security.h"
#include "libs/service/flags.h"

namespace frontdesk {

// What the gateway's process is told. Each flag has its variable, such as FRONTDESK_HTTP_LISTEN.
struct GatewayConfig {
  Gateway::Options gateway;
  std::string availability_addr;  // host:port, or a gRPC name such as "dns:///availability:9000"
  std::string booking_addr;
  std::string schedule_cache_addr;
  std::string session_addr;
  RpcSecurity grpc;  // as a client
  absl::Duration drain_delay = kUsualDrainDelay;  // serves so long, not ready, when asked to stop
  std::string ops_listen = "127.0.0.1:0";  // of /metrics, /healthz and /readyz for its operators
  std::string
      announce_file;  // gets GATEWAY_URL=... and GATEWAY_OPS_URL=... once requests are answered
  std::string log_level = "info";

  // Nothing if help was asked for, and printed. Fails with InvalidArgument, naming the flag.
  static absl::StatusOr<std::optional<GatewayConfig>> Load(int argc, const char* const* argv);
};

}  // namespace frontdesk

#endif  // FRONTDESK_GATEWAY_CONFIG_H_
