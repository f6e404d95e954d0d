#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/gateway_key.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/clinic_text.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/find_clinic.h"
#include "tools/frontdeskctl/table.h"

namespace frontdesk::ctl {
namespace {

struct KeyFlags {
  std::string clinic;
  std::string key_id;
  bool json = false;
};

absl::Status RunMint(CommandContext& context, const KeyFlags& flags) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(const ClinicRecord clinic,
                   FindClinic(admin, flags.clinic, context.SoonEnough()));
  const std::string key = MintGatewayKey();
  RETURN_IF_ERROR(
      admin.AddKey(clinic.id, GatewayKeyId(key), HashGatewayKey(key), context.SoonEnough()));
  std::ostream& out = context.terminal().out;
  if (flags.json) {
    PrintJsonLine(out, {{"clinic_id", clinic.id.value()},
                        {"clinic_name", clinic.name},
                        {"gateway_key", key},
                        {"gateway_key_id", GatewayKeyId(key)}});
    return absl::OkStatus();
  }
  PrintTable(
      out, {{"Clinic", clinic.name}, {"Gateway key", key}, {"Gateway key id", GatewayKeyId(key)}});
  out << "\nThe gateway key is shown this once only. Older keys work until they are revoked.\n";
  return absl::OkStatus();
}

absl::Status RunRevoke(CommandContext& context, const KeyFlags& flags) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(const ClinicRecord clinic,
                   FindClinic(admin, flags.clinic, context.SoonEnough()));
  RETURN_IF_ERROR(admin.RevokeKey(clinic.id, flags.key_id, context.SoonEnough()));
  context.terminal().out << "revoked " << flags.key_id << " of " << clinic.name
                         << "; within a second it is refused everywhere\n";
  return absl::OkStatus();
}

}  // namespace

void AddKeyMint(CLI::App& parent, CommandContext& context) {
  CLI::App* command = parent.add_subcommand("mint", "Make a further gateway key for a clinic");
  const auto flags = std::make_shared<KeyFlags>();
  AddClinicFlag(*command, flags->clinic);
  command->add_flag("--json", flags->json, "print one JSON object");
  command->footer(
      "To change keys without an outage: mint, give the new one to the voice agent, revoke the "
      "old.\n\n"
      "Example:\n  frontdeskctl key mint --clinic +61290000001");
  command->callback([&context, flags] {
    context.Choose([&context, flags] { return RunMint(context, *flags); });
  });
}

void AddKeyRevoke(CLI::App& parent, CommandContext& context) {
  CLI::App* command = parent.add_subcommand("revoke", "Let a gateway key in no more");
  const auto flags = std::make_shared<KeyFlags>();
  AddClinicFlag(*command, flags->clinic);
  command->add_option("--key-id", flags->key_id, "as `frontdeskctl clinic show` lists it")
      ->required();
  command->footer(
      "Example:\n  frontdeskctl key revoke --clinic +61290000001 --key-id 1a2b3c4d5e6f");
  command->callback([&context, flags] {
    context.Choose([&context, flags] { return RunRevoke(context, *flags); });
  });
}

}  // namespace frontdesk::ctl
