#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/clinics/location_alias.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/clinic_text.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/find_clinic.h"
#include "tools/frontdeskctl/table.h"

namespace frontdesk::ctl {
namespace {

struct AliasFlags {
  std::string clinic;
  std::string business;
  std::string alias;
  bool json = false;
};

absl::Status RunList(CommandContext& context, const AliasFlags& flags) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(const ClinicRecord clinic,
                   FindClinic(admin, flags.clinic, context.SoonEnough()));
  ASSIGN_OR_RETURN(const std::vector<LocationAlias> aliases,
                   admin.ListAliases(clinic.id, context.SoonEnough()));
  if (flags.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const LocationAlias& alias : aliases) {
      list.push_back({{"business_id", alias.business_id},
                      {"business_name", alias.business_name},
                      {"alias", alias.alias},
                      {"generated", alias.generated}});
    }
    PrintJsonLine(context.terminal().out, {{"clinic_id", clinic.id.value()}, {"aliases", list}});
    return absl::OkStatus();
  }
  std::vector<std::vector<std::string>> rows = {{"BUSINESS", "NAME", "ALIAS", "MADE BY"}};
  for (const LocationAlias& alias : aliases) {
    rows.push_back({alias.business_id, alias.business_name, alias.alias,
                    alias.generated ? "sync" : "operator"});
  }
  PrintTable(context.terminal().out, rows);
  return absl::OkStatus();
}

absl::Status RunChange(CommandContext& context, const AliasFlags& flags, bool add) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(const ClinicRecord clinic,
                   FindClinic(admin, flags.clinic, context.SoonEnough()));
  const BusinessId business(flags.business);
  RETURN_IF_ERROR(add ? admin.AddAlias(clinic.id, business, flags.alias, context.SoonEnough())
                      : admin.RemoveAlias(clinic.id, business, flags.alias, context.SoonEnough()));
  const std::string alias = NormalizeAlias(flags.alias);
  if (flags.json) {
    PrintJsonLine(context.terminal().out, {{"clinic_id", clinic.id.value()},
                                           {"business_id", flags.business},
                                           {"alias", alias},
                                           {"removed", !add}});
    return absl::OkStatus();
  }
  context.terminal().out << clinic.name << ": \"" << alias << "\" now means "
                         << (add ? "the business " : "no longer the business ") << flags.business
                         << "\n";
  return absl::OkStatus();
}

}  // namespace

void AddAliasCommands(CLI::App& parent, CommandContext& context) {
  const auto add_command = [&](const char* name, const char* what, const char* example,
                               bool changes, auto run) {
    CLI::App* command = parent.add_subcommand(name, what);
    const auto flags = std::make_shared<AliasFlags>();
    AddClinicFlag(*command, flags->clinic);
    if (changes) {
      command->add_option("--business", flags->business, "Cliniko's id of the location")
          ->required();
      command->add_option("--alias", flags->alias, "what callers call it")->required();
    }
    command->add_flag("--json", flags->json, "print one JSON object");
    command->footer(example);
    command->callback([&context, flags, run] {
      context.Choose([&context, flags, run] { return run(context, *flags); });
    });
  };
  add_command(
      "add", "Give a location another name",
      "The sync leaves it alone.\n\n"
      "Example:\n"
      "  frontdeskctl location alias add --clinic +61290000001 --business 836447129235883061 \\\n"
      "      --alias \"the one by the station\"",
      true, [](CommandContext& c, const AliasFlags& f) { return RunChange(c, f, true); });
  add_command("list", "List what callers may call the locations",
              "Example:\n  frontdeskctl location alias list --clinic +61290000001", false,
              [](CommandContext& c, const AliasFlags& f) { return RunList(c, f); });
  add_command("remove", "Take another name away from a location",
              "One that the sync made does not come back.\n\n"
              "Example:\n"
              "  frontdeskctl location alias remove --clinic +61290000001 \\\n"
              "      --business 836447129235883061 --alias \"head office\"",
              true, [](CommandContext& c, const AliasFlags& f) { return RunChange(c, f, false); });
}

}  // namespace frontdesk::ctl
