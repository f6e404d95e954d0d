#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/clinics/http_cliniko_clients.h"
#include "libs/clinics/postgres_clinic_registry.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/status/status_macros.h"
#include "libs/turns/postgres_turns.h"
#include "services/schedule_cache/directory/directory_sync.h"
#include "services/schedule_cache/directory/postgres_directory_store.h"
#include "tools/frontdeskctl/clinic_text.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/explain.h"
#include "tools/frontdeskctl/find_clinic.h"
#include "tools/frontdeskctl/progress.h"
#include "tools/frontdeskctl/sync_patients.h"
#include "tools/frontdeskctl/table.h"

namespace frontdesk::ctl {
namespace {

constexpr absl::Duration kForOneClinic = absl::Minutes(3);

struct ClinicSyncFlags {
  std::string clinic;
  bool all = false;
  bool json = false;
};

absl::StatusOr<std::vector<ClinicRecord>> Chosen(CommandContext& context, PostgresPool& pool,
                                                 const ClinicSyncFlags& flags) {
  if (flags.all == !flags.clinic.empty()) {
    return absl::InvalidArgumentError("give either --clinic or --all");
  }
  ClinicAdmin admin(pool);
  if (flags.all) {
    ASSIGN_OR_RETURN(std::vector<ClinicRecord> clinics, admin.List(context.SoonEnough()));
    std::erase_if(clinics, [](const ClinicRecord& clinic) { return !clinic.active; });
    return clinics;
  }
  ASSIGN_OR_RETURN(ClinicRecord clinic, FindClinic(admin, flags.clinic, context.SoonEnough()));
  if (!clinic.active) {
    return absl::FailedPreconditionError(
        absl::StrCat("the clinic \"", clinic.name, "\" is disabled"));
  }
  return std::vector<ClinicRecord>{std::move(clinic)};
}

nlohmann::ordered_json ReportJson(const ClinicRecord& clinic, const SyncReport& report) {
  nlohmann::ordered_json json = {{"clinic_id", clinic.id.value()},
                                 {"clinic_name", clinic.name},
                                 {"changed", report.changed},
                                 {"directory_version", report.directory_version}};
  const nlohmann::ordered_json counts = CountsJson(report.counts);
  json.update(counts);
  json["counts"] = counts;
  json["warnings"] = report.warnings;
  return json;
}

void PrintReport(std::ostream& out, const ClinicRecord& clinic, const SyncReport& report) {
  std::vector<std::vector<std::string>> rows = {
      {"Clinic", clinic.name},
      {"Directory version",
       absl::StrCat(report.directory_version, report.changed ? ", changed" : ", unchanged")}};
  for (std::vector<std::string>& row : CountRows(report.counts)) rows.push_back(std::move(row));
  PrintTable(out, rows);
}

absl::Status RunSync(CommandContext& context, const ClinicSyncFlags& flags) {
  ASSIGN_OR_RETURN(const Keyring* keyring, context.KeyringFile());
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ASSIGN_OR_RETURN(const std::vector<ClinicRecord> clinics, Chosen(context, *pool, flags));
  PostgresClinicRegistry registry(*pool, *keyring);
  ASSIGN_OR_RETURN(ClinikoBudget * budget, context.Budget());
  HttpClinikoClients clients(registry, context.clock(),
                             {.base_url = context.flags().cliniko_url, .budget = budget});
  PostgresDirectoryStore store(*pool);
  PostgresTurns turns(*pool, {.table = "schedule_cache.directory_syncs"});
  DirectorySync sync(registry, clients, store, context.clock(), &turns);

  Terminal& terminal = context.terminal();
  Progress progress(terminal.err, context.clock(), static_cast<int>(clinics.size()));
  nlohmann::ordered_json reports = nlohmann::ordered_json::array();
  absl::Status first_failure;
  for (const ClinicRecord& clinic : clinics) {
    progress.Begin(absl::StrCat("Reading the directory of ", clinic.name));
    const absl::StatusOr<SyncReport> report =
        sync.Sync(clinic.id, context.clock().Now() + kForOneClinic);
    if (!report.ok()) {
      progress.Failed();
      first_failure.Update(report.status());
      // With several clinics, one that fails must not keep the others from being read.
      if (flags.all) terminal.err << Explain(report.status()) << "\n";
      continue;
    }
    progress.Done(report->changed ? "changed" : "unchanged");
    SyncPatients(context, *pool, clinic.id);
    for (const std::string& warning : report->warnings) {
      terminal.err << "warning: " << warning << "\n";
    }
    reports.push_back(ReportJson(clinic, *report));
    if (!flags.json) PrintReport(terminal.out, clinic, *report);
  }
  if (flags.json && flags.all) {
    PrintJsonLine(terminal.out, {{"clinics", std::move(reports)}});
  } else if (flags.json && first_failure.ok()) {
    PrintJsonLine(terminal.out, reports.front());
  }
  return first_failure;
}

absl::Status RunSetActive(CommandContext& context, const std::string& said, bool active) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(const ClinicRecord clinic, FindClinic(admin, said, context.SoonEnough()));
  RETURN_IF_ERROR(admin.SetActive(clinic.id, active, context.SoonEnough()));
  context.terminal().out << clinic.name << (active ? " is served again\n" : " is disabled\n");
  return absl::OkStatus();
}

}  // namespace

void AddClinicSync(CLI::App& parent, CommandContext& context) {
  CLI::App* command =
      parent.add_subcommand("sync", "Read a clinic's directory and hours from Cliniko now");
  const auto flags = std::make_shared<ClinicSyncFlags>();
  command->add_option("--clinic", flags->clinic, "a number of the clinic, or its id");
  command->add_flag("--all", flags->all, "every clinic that is not disabled");
  command->add_flag("--json", flags->json, "print one JSON object");
  command->footer(
      "A sync that fails changes nothing. The patients are read by the booking service: with\n"
      "--booking-addr the command waits for it, else it is done within seconds of its running.\n\n"
      "Examples:\n"
      "  frontdeskctl clinic sync --clinic +61290000001\n"
      "  frontdeskctl clinic sync --all --json");
  command->callback([&context, flags] {
    context.Choose([&context, flags] { return RunSync(context, *flags); });
  });
}

void AddClinicEnableAndDisable(CLI::App& parent, CommandContext& context) {
  for (const bool active : {false, true}) {
    CLI::App* command =
        active ? parent.add_subcommand("enable", "Serve a disabled clinic again")
               : parent.add_subcommand("disable", "Stop serving a clinic; its data stays");
    const auto said = std::make_shared<std::string>();
    AddClinicFlag(*command, *said);
    command->footer(absl::StrCat("Example:\n  frontdeskctl clinic ", command->get_name(),
                                 " --clinic +61290000001"));
    command->callback([&context, said, active] {
      context.Choose([&context, said, active] { return RunSetActive(context, *said, active); });
    });
  }
}

}  // namespace frontdesk::ctl
