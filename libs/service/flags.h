#ifndef FRONTDESK_LIBS_SERVICE_FLAGS_H_
#define FRONTDESK_LIBS_SERVICE_FLAGS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/rpc/security.h"

namespace CLI {
class App;
}

namespace frontdesk {

// Longer than it takes those who call a replica, or ask whether it is ready, to leave it.
inline constexpr absl::Duration kUsualDrainDelay = absl::Seconds(1);

// The flags that every process with a gRPC port has.
struct ServiceFlags {
  std::string listen = "127.0.0.1:0";      // host:port; port 0 picks a free one
  std::string ops_listen = "127.0.0.1:0";  // of /metrics, /healthz and /readyz
  std::string announce_file;               // see announce.h; empty: none
  std::string log_level = "info";          // debug, info, warn, error or off
  RpcSecurity grpc = {};
  absl::Duration connection_age = absl::Minutes(1);  // of RpcServerOptions
  absl::Duration drain_delay = kUsualDrainDelay;     // of ServeOptions
};

// Adds --listen, --ops-listen, --clock, --announce-file, --log-level, --drain-delay-ms,
// --grpc-connection-age-seconds and those of grpc_flags.h, to be stored in `flags` when `app` is
// parsed.
void AddServiceFlags(CLI::App& app, ServiceFlags& flags);

// Adds what every process has, with a gRPC port or without: --ops-listen, where it shows /metrics,
// /healthz and /readyz, and --clock, which sets WallClock.
void AddOperationsFlag(CLI::App& app, std::string& ops_listen);

// Adds --drain-delay-ms: for how long a process that is asked to stop serves as before, while
// everybody hears of it.
void AddDrainFlag(CLI::App& app, absl::Duration& delay);

// Adds --grpc-connection-age-seconds: how soon clients find replicas that are new.
void AddConnectionAgeFlag(CLI::App& app, absl::Duration& age);

// Adds a flag of whole seconds from 1 to a day, or of milliseconds from 1 to a minute, that is
// stored in `value`.
void AddSecondsFlag(CLI::App& app, const std::string& name, absl::Duration& value,
                    const std::string& what);
void AddMillisecondsFlag(CLI::App& app, const std::string& name, absl::Duration& value,
                         const std::string& what);

// Adds --database-url-file, which must be given, to be stored in `path`: the file that holds the
// URL.
void AddDatabaseFlag(CLI::App& app, std::string& path);

// Adds --keyring-file, which must be given: the file that opens the clinics' Cliniko keys; and
// --cliniko-url: what to ask in place of each shard's own address, for tests and development.
void AddClinikoFlags(CLI::App& app, std::string& keyring_file, std::string& cliniko_url);

// Adds --cliniko-rate and --cliniko-window-seconds: the budget of requests of clinics that have
// none of their own, and how long Cliniko's window is. Every process that asks Cliniko must be told
// the same.
void AddClinikoBudgetFlags(CLI::App& app, ClinikoBudgetOptions& options);

// Adds --NAME-addr, which must be given: where the gRPC service called `name` answers.
void AddPeerFlag(CLI::App& app, const std::string& name, std::string& address);

enum class Asked { kRun, kHelp };

// Parses the command line by the options of `app`. A flag that is not on it is taken from the
// environment: --announce-file from FRONTDESK_ANNOUNCE_FILE, and so on for each. Help goes to
// stdout, and then nothing is checked. Fails with InvalidArgument and a message that names the
// flag.
absl::StatusOr<Asked> ParseFlags(CLI::App& app, int argc, const char* const* argv);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_SERVICE_FLAGS_H_
