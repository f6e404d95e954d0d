#include <CLI/CLI.hpp>
#include <istream>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/clinics/cliniko_key_change.h"
#include "libs/clinics/sealed_under.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/terminal.h"

namespace frontdesk::ctl {
namespace {

constexpr absl::Duration kForAllClinics = absl::Minutes(5);

struct RotateFlags {
  bool yes = false;
  bool json = false;
};

// A service that was not restarted with the newest key can open no clinic's Cliniko key afterwards.
absl::Status Confirm(Terminal& terminal, const std::string& newest, int to_seal, bool yes) {
  terminal.err << "This seals " << to_seal << (to_seal == 1 ? " Cliniko key" : " Cliniko keys")
               << " anew, under the key " << newest << " of the keyring.\n"
               << "Every running service must have been restarted with that keyring before: one "
                  "that does not\nhave "
               << newest
               << " can ask Cliniko nothing any more, for no clinic. The order is: keyring add, "
                  "restart\nevery service, key rotate, and only then take the old line out.\n";
  if (yes) return absl::OkStatus();
  if (!terminal.interactive) {
    return absl::InvalidArgumentError(
        absl::StrCat("nobody is there to confirm: add --yes once every service has ", newest));
  }
  terminal.err << "Type " << newest << " if every service has it: " << std::flush;
  std::string line;
  std::getline(terminal.in, line);
  if (absl::StripAsciiWhitespace(line) == newest) return absl::OkStatus();
  return absl::CancelledError("not confirmed: nothing was sealed anew");
}

absl::Status RunRotate(CommandContext& context, const RotateFlags& flags) {
  ASSIGN_OR_RETURN(const Keyring* keyring, context.KeyringFile());
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ASSIGN_OR_RETURN(const auto sealed_under, CountSealedUnder(*pool, context.SoonEnough()));
  int to_seal = 0;
  for (const auto& [id, count] : sealed_under) {
    if (id != keyring->current_key_id()) to_seal += count;
  }
  if (to_seal > 0) {
    RETURN_IF_ERROR(Confirm(context.terminal(), keyring->current_key_id(), to_seal, flags.yes));
  }
  ASSIGN_OR_RETURN(const KeyRotation rotation,
                   RotateClinikoKeys(*pool, *keyring, context.clock().Now() + kForAllClinics));
  for (const std::string& failure : rotation.failures) {
    context.terminal().err << "not rotated: " << failure << "\n";
  }
  std::ostream& out = context.terminal().out;
  if (flags.json) {
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
  const auto flags = std::make_shared<RotateFlags>();
  command->add_flag("--yes", flags->yes, "do not ask whether every service has the newest key");
  command->add_flag("--json", flags->json, "print one JSON object");
  command->footer(
      "The newest key is the keyring's first line. In this order, nobody notices anything:\n"
      "  1. `frontdeskctl keyring add` puts a new key first, above the old one;\n"
      "  2. every service is restarted with that keyring: it reads what either key sealed;\n"
      "  3. `frontdeskctl key rotate`, which can be run again at any time. It asks first: a\n"
      "     service that does not have the new key can ask Cliniko nothing any more;\n"
      "  4. the old line may be taken out.\n\n"
      "Example:\n"
      "  frontdeskctl key rotate --keyring-file /etc/frontdesk/keyring");
  command->callback([&context, flags] {
    context.Choose([&context, flags] { return RunRotate(context, *flags); });
  });
}

}  // namespace frontdesk::ctl
