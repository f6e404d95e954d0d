#include "libs/service/run.h"

#include <malloc.h>

#include <atomic>
#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "grpc/support/log.h"
#include "libs/clinics/sealed_key_watch.h"
#include "libs/failpoint/failpoint.h"
#include "libs/postgres/database_health.h"
#include "libs/rpc/rpc_server.h"
#include "libs/seal/keyring.h"
#include "libs/service/announce.h"
#include "libs/service/operations_server.h"
#include "libs/service/signals.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk {
namespace {

// Blocks from this size on go back to the system once they are freed. Without it malloc learns from
// the first few that they are common, and keeps what a flood of them has taken.
constexpr int kGivenBack = 128 * 1024;  // bytes

// gRPC writes lines of its own to stderr, which then is no longer one JSON object a line.
void LogOfGrpc(gpr_log_func_args* said) {
  const bool error = said->severity == GPR_LOG_SEVERITY_ERROR;
  (error ? log::Warn : log::Debug)("grpc", {{"message", log::Ours(said->message)}});
}

}  // namespace

int RunMain(absl::string_view name, int argc, const char* const* argv,
            absl::FunctionRef<absl::Status(int argc, const char* const* argv)> run) {
  BlockStopSignals();
  ::mallopt(M_MMAP_THRESHOLD, kGivenBack);
  log::Configure(name);
  gpr_set_log_function(LogOfGrpc);
  // Debian's Abseil, which gRPC locks with, otherwise keeps a graph of who locks what after what.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  absl::Status status;
  try {
    status = ARM_FAILPOINTS_FROM_ENVIRONMENT();
    if (status.ok()) status = run(argc, argv);
  } catch (const std::exception& e) {
    status = absl::InternalError(e.what());
  }
  if (status.ok()) return 0;
  std::cerr << absl::StrCat(name, ": ", status.message(), "\n") << std::flush;
  return absl::IsInvalidArgument(status) ? 2 : 1;
}

absl::Status ServeUntilStopped(const ServeOptions& options, grpc::Service& service) {
  ASSIGN_OR_RETURN(const std::unique_ptr<RpcServer> server,
                   RpcServer::Start({.listen = options.listen,
                                     .service_name = options.service_name,
                                     .pool_use = options.pool_use,
                                     .security = options.security,
                                     .connection_age = options.connection_age},
                                    service));
  std::optional<DatabaseHealth> database;
  if (!options.database_url.empty()) {
    database.emplace(options.database_url, DatabaseHealthOptions(),
                     [&server](bool answers) { server->SetServing(answers); });
  }
  std::optional<SealedKeyWatch> keys;
  if (!options.keyring_file.empty()) {
    ASSIGN_OR_RETURN(Keyring keyring, Keyring::Load(options.keyring_file));
    keys.emplace(options.database_url, std::move(keyring), SealedKeyWatchOptions(),
                 [&server](bool all_open) { server->SetClinikoKeysOpen(all_open); });
  }
  std::atomic<bool> stopping = false;
  ASSIGN_OR_RETURN(const std::unique_ptr<OperationsServer> operations,
                   OperationsServer::Start(options.ops_listen, [&database, &stopping] {
                     return !stopping && (!database.has_value() || database->answers());
                   }));
  RETURN_IF_ERROR(Announce(options.announce_file,
                           {{absl::StrCat(options.name, "_ADDR"), server->address()},
                            {absl::StrCat(options.name, "_OPS_URL"), operations->url()}}));
  log::Info("started", {{"address", log::Ours(server->address())},
                        {"operations", log::Ours(operations->url())}});

  const int signal = WaitForStopSignal();
  stopping = true;
  log::Info("stopping", {{"signal", signal}});
  server->Drain();
  absl::SleepFor(options.drain_delay);
  server->Stop(options.drain);
  log::Info("stopped");
  return absl::OkStatus();
}

}  // namespace frontdesk
