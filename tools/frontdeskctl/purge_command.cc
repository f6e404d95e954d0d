#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/privacy/purge.h"
#include "libs/privacy/retention.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/find_clinic.h"
#include "tools/frontdeskctl/interrupt.h"
#include "tools/frontdeskctl/table.h"

namespace frontdesk::ctl {
namespace {

struct PurgeFlags {
  std::optional<std::string> clinic;  // none: all
  Retention retention;
  int most_minutes = 30;
  bool dry_run = false;
  bool json = false;
};

// Disabled ones too: their data grows old as well.
absl::StatusOr<std::vector<ClinicRecord>> ClinicsOf(CommandContext& context, ClinicAdmin& admin,
                                                    const std::optional<std::string>& said) {
  if (!said.has_value()) return admin.List(context.SoonEnough());
  ASSIGN_OR_RETURN(ClinicRecord clinic, FindClinic(admin, *said, context.SoonEnough()));
  return std::vector<ClinicRecord>{std::move(clinic)};
}

nlohmann::ordered_json ReportJson(const ClinicRecord& clinic, const PurgeReport& report) {
  nlohmann::ordered_json json = {{"clinic_id", clinic.id.value()}, {"finished", report.finished}};
  for (const Purged& kind : report.kinds) json[kind.what] = kind.rows;
  return json;
}

void Print(std::ostream& out, const std::vector<std::pair<ClinicRecord, PurgeReport>>& reports) {
  std::vector<std::vector<std::string>> rows = {{"CLINIC"}};
  for (const auto& [clinic, report] : reports) {
    if (rows.front().size() == 1) {
      for (const Purged& kind : report.kinds) rows.front().push_back(kind.what);
    }
    std::vector<std::string>& row = rows.emplace_back();
    row.push_back(clinic.name);
    for (const Purged& kind : report.kinds) row.push_back(absl::StrCat(kind.rows));
  }
  PrintTable(out, rows);
}

absl::Status RunPurge(CommandContext& context, const PurgeFlags& flags) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(const std::vector<ClinicRecord> clinics,
                   ClinicsOf(context, admin, flags.clinic));
  Purge purge(*pool, flags.retention);
  const Interrupt interrupt;
  const absl::Time deadline = absl::Now() + absl::Minutes(flags.most_minutes);
  std::ostream& err = context.terminal().err;
  std::vector<std::pair<ClinicRecord, PurgeReport>> reports;
  bool finished = true;
  for (const ClinicRecord& clinic : clinics) {
    std::int64_t said = 0;
    const auto go_on = [&](const PurgeReport& so_far) {
      // A line for every ten thousand rows, so that a long run is seen to go on.
      if (so_far.rows() - said >= 10'000) {
        said = so_far.rows();
        err << clinic.name << ": " << said << " rows so far\n";
      }
      return !interrupt.requested();
    };
    ASSIGN_OR_RETURN(PurgeReport report, flags.dry_run ? purge.Count(clinic.id, deadline)
                                                       : purge.Run(clinic.id, deadline, go_on));
    finished = report.finished;
    reports.emplace_back(clinic, std::move(report));
    if (!finished) break;
  }
  if (flags.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const auto& [clinic, report] : reports) list.push_back(ReportJson(clinic, report));
    PrintJsonLine(context.terminal().out,
                  {{"dry_run", flags.dry_run}, {"finished", finished}, {"clinics", list}});
  } else {
    Print(context.terminal().out, reports);
    if (flags.dry_run) err << "nothing was changed: this is what a purge would take now\n";
  }
  if (finished) return absl::OkStatus();
  if (interrupt.requested()) return absl::CancelledError("stopped; run it again for the rest");
  return absl::DeadlineExceededError("there is more: run it again, or give it --max-minutes");
}

}  // namespace

void AddPurge(CLI::App& parent, CommandContext& context) {
  CLI::App* command =
      parent.add_subcommand("purge", "Take out personal data that was kept for long enough");
  const auto flags = std::make_shared<PurgeFlags>();
  command->add_option("--clinic", flags->clinic, "only this one: a number of it, or its id");
  command->add_flag("--dry-run", flags->dry_run, "only count what would go");
  command
      ->add_option(
          "--retention-days", flags->retention.days,
          "after an appointment, for clinics without a number of their own (`clinic set`); "
          "what booking's --retention-days says")
      ->envname("FRONTDESK_RETENTION_DAYS")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  command
      ->add_option("--session-retention-days", flags->retention.session_days,
                   "after a call, for what was offered in it and how it ended")
      ->envname("FRONTDESK_SESSION_RETENTION_DAYS")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  command->add_option("--max-minutes", flags->most_minutes, "leave the rest for another time")
      ->check(CLI::Range(1, 1440))
      ->capture_default_str();
  command->add_flag("--json", flags->json, "print one JSON object");
  command->footer(
      "Booking does this by itself every day; this is for a clinic that wants it now, for a look "
      "at what\nwould go, and for cron where booking does not run. Bookings keep what was booked "
      "and what became of\nit, and no longer say for whom. What is in Cliniko stays. It may be run "
      "at any time, and twice.\n\n"
      "Examples:\n"
      "  frontdeskctl purge --dry-run\n"
      "  frontdeskctl purge --clinic +61290000001 --json");
  command->callback([&context, flags] {
    context.Choose([&context, flags] { return RunPurge(context, *flags); });
  });
}

}  // namespace frontdesk::ctl
