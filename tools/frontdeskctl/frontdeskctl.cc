#include "tools/frontdeskctl/frontdeskctl.h"

#include <CLI/CLI.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/civil/clock.h"
#include "libs/service/grpc_flags.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/explain.h"
#include "tools/frontdeskctl/terminal.h"

namespace frontdesk::ctl {
namespace {

void AddGlobalFlags(CLI::App& app, GlobalFlags& flags) {
  app.add_option("--database-url-file", flags.database_url_file,
                 "file that holds the PostgreSQL URL")
      ->envname("FRONTDESK_DATABASE_URL_FILE");
  app.add_option("--keyring-file", flags.keyring_file,
                 "file with the keys that seal Cliniko keys; see `keyring new`")
      ->envname("FRONTDESK_KEYRING_FILE");
  app.add_option("--cliniko-url", flags.cliniko_url,
                 "in place of Cliniko's own address, as in http://127.0.0.1:9999/v1")
      ->envname("FRONTDESK_CLINIKO_URL");
  app.add_option("--default-cliniko-rate", flags.cliniko_budget.rate,
                 "requests a minute to a clinic that has no rate of its own; what the services' "
                 "--cliniko-rate says")
      ->envname("FRONTDESK_CLINIKO_RATE")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--cliniko-window-seconds", flags.cliniko_budget.window_seconds,
                 "how long Cliniko's minute is; for tests against the sandbox")
      ->envname("FRONTDESK_CLINIKO_WINDOW_SECONDS")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  app.add_option("--booking-addr", flags.booking_address,
                 "where booking answers gRPC, host:port: to wait for its sync of patients")
      ->envname("FRONTDESK_BOOKING_ADDR");
  AddGrpcClientFlags(app, flags.grpc);
  app.get_option("--grpc-certificate")->envname("FRONTDESK_GRPC_CERTIFICATE");
  app.get_option("--grpc-key")->envname("FRONTDESK_GRPC_KEY");
  app.get_option("--grpc-ca")->envname("FRONTDESK_GRPC_CA");
}

CLI::App& AddGroup(CLI::App& parent, const char* name, const char* what) {
  CLI::App* group = parent.add_subcommand(name, what);
  group->require_subcommand(1);
  group->footer("Add --help after a command for its flags and an example.");
  return *group;
}

void AddCommands(CLI::App& app, CommandContext& context) {
  AddMigrate(app, context);
  AddKeyringCommands(AddGroup(app, "keyring", "The keys that seal the clinics' Cliniko keys"),
                     context);
  CLI::App& clinic = AddGroup(app, "clinic", "The clinics that are served");
  AddClinicAdd(clinic, context);
  AddClinicList(clinic, context);
  AddClinicShow(clinic, context);
  AddClinicSync(clinic, context);
  AddClinicSet(clinic, context);
  AddClinicEnableAndDisable(clinic, context);
  AddClinicRemove(clinic, context);
  CLI::App& key =
      AddGroup(app, "key", "Keys: of voice agents to the gateway, of clinics to Cliniko");
  AddKeyMint(key, context);
  AddKeyRevoke(key, context);
  AddKeyRotate(key, context);
  AddScheduleProbe(AddGroup(app, "schedule", "When practitioners work"), context);
  AddCacheCommands(AddGroup(app, "cache", "What is cached of the clinics' free times"), context);
  AddBookingCommands(AddGroup(app, "booking", "What was booked, for whom, and what became of it"),
                     context);
  AddCallCommands(AddGroup(app, "call", "What happened in a call"), context);
  AddElevenLabsCommands(
      AddGroup(app, "elevenlabs", "The voice agent's tools and settings, as files"), context);
  AddPatientCommands(AddGroup(app, "patient", "What is stored of a person: to tell, and to erase"),
                     context);
  AddPurge(app, context);
  CLI::App& location = AddGroup(app, "location", "The clinics' locations");
  AddAliasCommands(AddGroup(location, "alias", "What callers call a location"), context);
}

// Where a command is missing or unknown: says what there is. Empty for any other error.
std::string WhatThereIs(const CLI::App& app) {
  const CLI::App* group = &app;
  std::string path = "frontdeskctl";
  while (!group->get_subcommands().empty()) {
    group = group->get_subcommands().front();
    absl::StrAppend(&path, " ", group->get_name());
  }
  std::vector<std::string> names;
  for (const CLI::App* each : group->get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(each->get_name());
  }
  if (names.empty()) return "";
  const std::vector<std::string> unknown = app.remaining(/*recurse=*/true);
  const std::string problem =
      unknown.empty() ? absl::StrCat("\"", path, "\" needs a command")
                      : absl::StrCat("there is no command \"", path, " ", unknown.front(), "\"");
  return absl::StrCat("frontdeskctl: ", problem, ". There are: ", absl::StrJoin(names, ", "), ". `",
                      path, " --help` says more\n");
}

}  // namespace

int Frontdeskctl(int argc, const char* const* argv, Terminal& terminal, const Clock& clock) {
  CLI::App app("Sets up and looks after Frontdesk.", "frontdeskctl");
  // Global flags may stand before or after the command; commands made from here on inherit this.
  app.fallthrough();
  app.require_subcommand(1);
  app.footer(
      "Global flags may stand anywhere on the line, and each may come from the environment.\n"
      "`frontdeskctl COMMAND --help` says more, with examples.\n"
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 130 stopped by Ctrl-C.\n\n"
      "First steps:\n"
      "  frontdeskctl migrate --database-url-file db-url\n"
      "  frontdeskctl keyring new --file keyring\n"
      "  frontdeskctl clinic add --database-url-file db-url --keyring-file keyring \\\n"
      "      --name \"Harbour Health\" --phone +61290000001 --contact-email ops@clinic.example");
  CommandContext context(terminal, clock);
  AddGlobalFlags(app, context.flags());
  AddCommands(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& e) {
    const std::string there_is = e.get_exit_code() == 0 ? "" : WhatThereIs(app);
    if (there_is.empty()) {
      return app.exit(e, terminal.out, terminal.err) == 0 ? kSuccess : kUsageError;
    }
    terminal.err << there_is;
    return kUsageError;
  }
  const absl::Status status = context.chosen()();
  if (status.ok()) return kSuccess;
  terminal.err << "frontdeskctl: " << Explain(status) << "\n";
  if (absl::IsCancelled(status)) return kInterrupted;
  return IsUsageError(status) ? kUsageError : kFailure;
}

}  // namespace frontdesk::ctl
