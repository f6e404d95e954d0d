#include "libs/service/flags.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/wall_clock.h"
#include "libs/service/grpc_flags.h"

namespace frontdesk {
namespace {

void StartWallClock(const std::string& said) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, said, &time, &error) || time < absl::Now()) {
    throw CLI::ValidationError("--clock", "needs a later time than the present, with an offset");
  }
  WallClock::StartAt(time);
}

}  // namespace

void AddServiceFlags(CLI::App& app, ServiceFlags& flags) {
  app.add_option("--listen", flags.listen, "host:port to answer gRPC on; port 0 picks a free one")
      ->capture_default_str();
  AddGrpcFlags(app, flags.grpc);
  AddConnectionAgeFlag(app, flags.connection_age);
  AddOperationsFlag(app, flags.ops_listen);
  AddDrainFlag(app, flags.drain_delay);
  app.add_option("--announce-file", flags.announce_file,
                 "file to write NAME=host:port to once calls are answered");
  app.add_option("--log-level", flags.log_level, "debug, info, warn, error or off")
      ->check(CLI::IsMember({"debug", "info", "warn", "error", "off"}))
      ->capture_default_str();
}

void AddOperationsFlag(CLI::App& app, std::string& ops_listen) {
  app.add_option("--ops-listen", ops_listen,
                 "host:port of /metrics, /healthz and /readyz; port 0 picks a free one")
      ->capture_default_str();
  app.add_option_function<std::string>(
      "--clock", StartWallClock,
      "when it is for the clinics, such as 2032-02-20T09:00:00+11:00, in place of the present; "
      "later than that, and for tests alone");
}

void AddDrainFlag(CLI::App& app, absl::Duration& delay) {
  AddMillisecondsFlag(app, "--drain-delay-ms", delay,
                      "when asked to stop, serve as before for so long, while those who call hear "
                      "that they should go elsewhere");
}

void AddConnectionAgeFlag(CLI::App& app, absl::Duration& age) {
  AddSecondsFlag(app, "--grpc-connection-age-seconds", age,
                 "after about so long a gRPC client connects again, and finds replicas that are "
                 "new");
}

void AddSecondsFlag(CLI::App& app, const std::string& name, absl::Duration& value,
                    const std::string& what) {
  app.add_option_function<int>(
         name, [&value](const int& seconds) { value = absl::Seconds(seconds); }, what)
      ->check(CLI::Range(1, 86'400))
      ->default_str(absl::StrCat(absl::ToInt64Seconds(value)));
}

void AddMillisecondsFlag(CLI::App& app, const std::string& name, absl::Duration& value,
                         const std::string& what) {
  app.add_option_function<int>(
         name, [&value](const int& ms) { value = absl::Milliseconds(ms); }, what)
      ->check(CLI::Range(1, 60'000))
      ->default_str(absl::StrCat(absl::ToInt64Milliseconds(value)));
}

void AddDatabaseFlag(CLI::App& app, std::string& path) {
  app.add_option("--database-url-file", path, "file that holds the PostgreSQL URL")->required();
}

void AddClinikoFlags(CLI::App& app, std::string& keyring_file, std::string& cliniko_url) {
  app.add_option("--keyring-file", keyring_file, "file that opens the clinics' Cliniko keys")
      ->required();
  app.add_option(
      "--cliniko-url", cliniko_url,
      "what to ask in place of each shard's own address, such as http://127.0.0.1:9999/v1");
}

void AddClinikoBudgetFlags(CLI::App& app, ClinikoBudgetOptions& options) {
  app.add_option("--cliniko-rate", options.rate,
                 "requests a minute to a clinic's Cliniko, by all processes together, where the "
                 "clinic has no number of its own")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--cliniko-window-seconds", options.window_seconds,
                 "how long Cliniko's minute is; for tests against the sandbox")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
}

void AddPeerFlag(CLI::App& app, const std::string& name, std::string& address) {
  app.add_option(absl::StrCat("--", name, "-addr"), address,
                 "where that service answers gRPC: host:port or dns:///name:port")
      ->required();
}

absl::StatusOr<Asked> ParseFlags(CLI::App& app, int argc, const char* const* argv) {
  for (CLI::Option* option : app.get_options()) {
    if (option == app.get_help_ptr() || option->get_lnames().empty()) continue;
    option->envname(absl::StrCat("FRONTDESK_", absl::AsciiStrToUpper(absl::StrReplaceAll(
                                                   option->get_lnames().front(), {{"-", "_"}}))));
  }
  try {
    app.parse(argc, argv);
    return Asked::kRun;
  } catch (const CLI::CallForHelp&) {
    std::cout << app.help();
    return Asked::kHelp;
  } catch (const CLI::ParseError& e) {
    return absl::InvalidArgumentError(e.what());
  }
}

}  // namespace frontdesk
