#include "libs/service/run.h"

#include <exception>
#include <iostream>
#include <memory>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/rpc/rpc_server.h"
#include "libs/service/announce.h"
#include "libs/service/signals.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk {

int RunMain(absl::string_view name, int argc, const char* const* argv,
            absl::FunctionRef<absl::Status(int argc, const char* const* argv)> run) {
  BlockStopSignals();
  log::Configure(name);
  absl::Status status;
  try {
    status = run(argc, argv);
  } catch (const std::exception& e) {
    status = absl::InternalError(e.what());
  }
  if (status.ok()) return 0;
  std::cerr << absl::StrCat(name, ": ", status.message(), "\n") << std::flush;
  return absl::IsInvalidArgument(status) ? 2 : 1;
}

absl::Status ServeUntilStopped(const ServeOptions& options, grpc::Service& service) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RpcServer> server,
                   RpcServer::Start({.listen = options.listen}, service));
  RETURN_IF_ERROR(Announce(options.announce_file, {{options.announce_name, server->address()}}));
  log::Info("started", {{"address", server->address()}});

  const int signal = WaitForStopSignal();
  log::Info("stopping", {{"signal", signal}});
  server->Stop(options.drain);
  log::Info("stopped");
  return absl::OkStatus();
}

}  // namespace frontdesk
