#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/clinics/cliniko_key_change.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"

namespace frontdesk::ctl {
namespace {

constexpr absl::Duration kForAllClinics = absl::Minutes(5);

absl::Status RunRotate(CommandContext& context, bool json) {
  ASSIGN_OR_RETURN(const Keyring* keyring, context.KeyringFile());
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ASSIGN_OR_RETURN(const KeyRotation rotation,
                   RotateClinikoKeys(*pool, *keyring, context.clock().Now() + kForAllClinics));
  for (const std::string& failure : rotation.failures) {
    context.terminal().err << "not rotated: " << failure << "\n";
  }
  std::ostream& out = context.terminal().out;
  if (json) {
    PrintJsonLine(out, {{"key_id", keyring->current_key_id()},
                        {"resealed", rotation.resealed},
                        {"already_current", rotation.current},
                        {"failed", rotation.failures.size()}});
  } else {
    out << rotation.resealed << " Cliniko keys sealed anew under " << keyring->current_key_id()
        << ", " << rotation.current << " were already\n";
    if (rotation.failures.empty()) {
      out << "No other line of the keyring is needed any more, but for older backups of the "
             "database\n";
    }
  }
  if (rotation.failures.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(rotation.failures.size(),
                   " Cliniko keys could not be opened: put the keys that they are sealed under "
                   "back into the keyring, below the first line, and run this again"));
}

}  // namespace

void AddKeyRotate(CLI::App& parent, CommandContext& context) {
  CLI::App* command = parent.add_subcommand(
      "rotate", "Seal every clinic's Cliniko key under the keyring's newest key");
  const auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "print one JSON object");
  command->footer(
      "The newest key is the keyring's first line. In this order, nobody notices anything:\n"
      "  1. `frontdeskctl keyring add` puts a new key first, above the old one;\n"
      "  2. every service is restarted with that keyring: it reads what either key sealed;\n"
      "  3. `frontdeskctl key rotate`, which can be run again at any time;\n"
      "  4. the old line may be taken out.\n\n"
      "Example:\n"
      "  frontdeskctl key rotate --keyring-file /etc/frontdesk/keyring");
  command->callback(
      [&context, json] { context.Choose([&context, json] { return RunRotate(context, *json); }); });
}

}  // namespace frontdesk::ctl
