#ifndef FRONTDESK_LIBS_SERVICE_RUN_H_
#define FRONTDESK_LIBS_SERVICE_RUN_H_

#include <functional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/rpc/operations.h"
#include "libs/rpc/security.h"

namespace grpc {
class Service;
}

namespace frontdesk {

// What main returns: blocks the stop signals, names the process in its log and takes gRPC's own
// lines into it, runs `run` and prints one line on stderr if that fails. 0: OK; 2: InvalidArgument,
// which is a flag or a file that a flag names; 1: any other failure, an exception included.
//
//   int main(int argc, char** argv) { return frontdesk::RunMain("session", argc, argv,
//   frontdesk::Run); }
int RunMain(absl::string_view name, int argc, const char* const* argv,
            absl::FunctionRef<absl::Status(int argc, const char* const* argv)> run);

struct ServeOptions {
  std::string listen;                      // host:port; port 0 picks a free one
  std::string ops_listen = "127.0.0.1:0";  // the same, of OperationsServer
  std::string service_name;                // "frontdesk.v1.SessionService"
  std::string name;           // "SESSION", for SESSION_ADDR and SESSION_OPS_URL in the announcement
  std::string announce_file;  // see announce.h; empty: none
  std::string database_url = {};        // empty: the service has none
  std::function<PoolUse()> pool_use{};  // of that database
  // What opens the clinics' Cliniko keys in that database; empty: the service asks for none.
  std::string keyring_file = {};
  RpcSecurity security = {};
  absl::Duration connection_age = absl::Minutes(1);  // of RpcServerOptions
  // When asked to stop, it serves as before for so long, not ready: while clients leave.
  absl::Duration drain_delay = absl::ZeroDuration();
  absl::Duration drain = absl::Seconds(10);  // then, for calls in flight
};

// Answers gRPC calls with `service` until a stop signal comes, then sends its clients to other
// replicas and lets calls in flight end.
// Announces the addresses once calls are answered. Fails if an address cannot be had or the file
// cannot be written.
//
// It is ready, and its health service says SERVING, while its database answers and nobody has asked
// it to stop. Its peers need not be there: they are asked for anew with each call.
absl::Status ServeUntilStopped(const ServeOptions& options, grpc::Service& service);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_SERVICE_RUN_H_
