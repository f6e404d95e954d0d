#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/directory/postgres_directory_store.h"
#include "tools/frontdeskctl/clinic_text.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/find_clinic.h"
#include "tools/frontdeskctl/table.h"

namespace frontdesk::ctl {
namespace {

absl::Status RunList(CommandContext& context, bool json) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ASSIGN_OR_RETURN(const std::vector<ClinicRecord> clinics,
                   ClinicAdmin(*pool).List(context.SoonEnough()));
  if (json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const ClinicRecord& clinic : clinics) list.push_back(ClinicJson(clinic));
    PrintJsonLine(context.terminal().out, {{"clinics", std::move(list)}});
    return absl::OkStatus();
  }
  std::vector<std::vector<std::string>> rows = {
      {"ID", "NAME", "NUMBERS", "TIME ZONE", "STATE", "SYNCED"}};
  for (const ClinicRecord& clinic : clinics) {
    rows.push_back({clinic.id.value(), clinic.name, absl::StrJoin(clinic.phone_numbers, ","),
                    clinic.zone_name, clinic.active ? "active" : "disabled",
                    TimeText(clinic.synced_at)});
  }
  PrintTable(context.terminal().out, rows);
  return absl::OkStatus();
}

// The counts of what is stored; none for a disabled clinic.
absl::StatusOr<DirectoryCounts> LoadCounts(CommandContext& context, PostgresPool& pool,
                                           const ClinicRecord& clinic) {
  if (!clinic.active) return DirectoryCounts{};
  ASSIGN_OR_RETURN(const StoredDirectory stored,
                   PostgresDirectoryStore(pool).Load(clinic.id, context.SoonEnough()));
  const Directory& directory = stored.directory;
  return DirectoryCounts{.businesses = static_cast<int>(directory.businesses.size()),
                         .practitioners = static_cast<int>(directory.practitioners.size()),
                         .appointment_types = static_cast<int>(directory.appointment_types.size()),
                         .offerings = static_cast<int>(directory.offerings.size()),
                         .working_hours = static_cast<int>(directory.working_hours.size())};
}

void PrintShown(std::ostream& out, const ClinicRecord& clinic, const DirectoryCounts& counts,
                const std::vector<GatewayKeyRecord>& keys) {
  std::vector<std::vector<std::string>> rows = {
      {"Clinic", clinic.name},
      {"Clinic id", clinic.id.value()},
      {"State", clinic.active ? "active" : "disabled"},
      {"Numbers", absl::StrJoin(clinic.phone_numbers, ", ")},
      {"Country", clinic.country},
      {"Time zone", clinic.zone_name},
      {"Contact", clinic.contact_email},
      {"Cliniko shard", clinic.cliniko_shard},
      {"Cliniko rate", clinic.cliniko_rate.has_value()
                           ? absl::StrCat(*clinic.cliniko_rate, " requests a minute")
                           : "the deployment's"},
      {"Personal data kept", clinic.retention_days.has_value()
                                 ? absl::StrCat(*clinic.retention_days, " days")
                                 : "the deployment's days"},
      {"Added", TimeText(clinic.created_at)},
      {"Synced", TimeText(clinic.synced_at)},
      {"Directory version", absl::StrCat(clinic.directory_version)}};
  for (std::vector<std::string>& row : CountRows(counts)) rows.push_back(std::move(row));
  for (const GatewayKeyRecord& key : keys) {
    rows.push_back(
        {"Gateway key", absl::StrCat(key.key_id, ", made ", TimeText(key.created_at),
                                     key.revoked_at.has_value()
                                         ? absl::StrCat(", revoked ", TimeText(key.revoked_at))
                                         : std::string())});
  }
  PrintTable(out, rows);
}

absl::Status RunShow(CommandContext& context, const std::string& said, bool json) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(const ClinicRecord clinic, FindClinic(admin, said, context.SoonEnough()));
  ASSIGN_OR_RETURN(const DirectoryCounts counts, LoadCounts(context, *pool, clinic));
  ASSIGN_OR_RETURN(const std::vector<GatewayKeyRecord> keys,
                   admin.ListKeys(clinic.id, context.SoonEnough()));
  if (!json) {
    PrintShown(context.terminal().out, clinic, counts, keys);
    return absl::OkStatus();
  }
  nlohmann::ordered_json object = ClinicJson(clinic);
  object["counts"] = CountsJson(counts);
  object["gateway_keys"] = nlohmann::ordered_json::array();
  for (const GatewayKeyRecord& key : keys) {
    object["gateway_keys"].push_back({{"gateway_key_id", key.key_id},
                                      {"created_at", TimeJson(key.created_at)},
                                      {"revoked_at", TimeJson(key.revoked_at)}});
  }
  PrintJsonLine(context.terminal().out, object);
  return absl::OkStatus();
}

}  // namespace

void AddClinicList(CLI::App& parent, CommandContext& context) {
  CLI::App* command = parent.add_subcommand("list", "List the clinics");
  const auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "print one JSON object");
  command->footer("Example:\n  frontdeskctl clinic list --json | jq -r '.clinics[].clinic_id'");
  command->callback(
      [&context, json] { context.Choose([&context, json] { return RunList(context, *json); }); });
}

void AddClinicShow(CLI::App& parent, CommandContext& context) {
  CLI::App* command = parent.add_subcommand("show", "Show a clinic and what its gateway keys are");
  const auto json = std::make_shared<bool>(false);
  const auto said = std::make_shared<std::string>();
  AddClinicFlag(*command, *said);
  command->add_flag("--json", *json, "print one JSON object");
  command->footer("Example:\n  frontdeskctl clinic show --clinic +61290000001");
  command->callback([&context, said, json] {
    context.Choose([&context, said, json] { return RunShow(context, *said, *json); });
  });
}

}  // namespace frontdesk::ctl
