#ifndef FRONTDESK_LIBS_RPC_SERVICE_CONFIG_H_
#define FRONTDESK_LIBS_RPC_SERVICE_CONFIG_H_

#include <string>

namespace frontdesk {

// The name under which a server's health service tells whether it takes calls. It says so until it
// begins to stop, whatever else it lacks: a replica without a database still knows what is in its
// memory.
inline constexpr char kTakesCallsHealth[] = "frontdesk.takes_calls";

// The trailer in which a server says when to try again, and what it says there for "not at all".
// Source: gRPC's proposal A6, "Pushback".
inline constexpr char kRetryPushback[] = "grpc-retry-pushback-ms";
inline constexpr char kNoRetry[] = "-1";

// The gRPC service config, as JSON, of channels between our processes:
// - Replicas that take no calls are left out.
// - A call that ends as UNAVAILABLE before its service has answered is made again with another
//   replica, within its deadline, if its method's idempotency_level says that once or twice is the
//   same. Of services whose stubs are not in the program it says nothing.
std::string ServiceConfig();

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_SERVICE_CONFIG_H_
