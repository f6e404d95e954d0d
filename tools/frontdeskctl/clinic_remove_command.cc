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
#include "libs/clinics/clinic_admin.h"
#include "libs/clinics/clinic_removal.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/clinic_text.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/find_clinic.h"
#include "tools/frontdeskctl/terminal.h"

namespace frontdesk::ctl {
namespace {

struct ClinicRemoveFlags {
  std::string clinic;
  bool yes = false;
  bool force = false;
  bool json = false;
};

void SayWhatGoes(std::ostream& err, const ClinicRecord& clinic, const ClinicHoldings& holdings) {
  err << "This deletes the clinic \"" << clinic.name << "\" (" << clinic.id.value()
      << ") for good, with its Cliniko key,\n"
      << "  " << holdings.bookings << " bookings, " << holdings.future_bookings
      << " of them of the future (their appointments in Cliniko stay),\n"
      << "  " << holdings.patients << " patients (those in Cliniko stay),\n"
      << "  " << holdings.gateway_keys << " gateway keys, " << holdings.working_hours
      << " working hours, " << holdings.cached_days << " cached days, and its directory.\n"
      << "`frontdeskctl clinic disable` stops serving it and keeps all that.\n";
}

absl::Status Confirm(Terminal& terminal, const ClinicRecord& clinic, bool yes) {
  if (yes) return absl::OkStatus();
  if (!terminal.interactive) {
    return absl::InvalidArgumentError("nobody is there to confirm: add --yes to remove it");
  }
  terminal.err << "Type the clinic's name to remove it: " << std::flush;
  std::string line;
  std::getline(terminal.in, line);
  if (absl::StripAsciiWhitespace(line) == clinic.name) return absl::OkStatus();
  return absl::CancelledError("that is not its name: nothing was removed");
}

absl::Status RunRemove(CommandContext& context, const ClinicRemoveFlags& flags) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(const ClinicRecord clinic,
                   FindClinic(admin, flags.clinic, context.SoonEnough()));
  ASSIGN_OR_RETURN(const ClinicHoldings holdings,
                   CountHoldings(*pool, clinic.id, context.SoonEnough()));
  SayWhatGoes(context.terminal().err, clinic, holdings);
  if (holdings.future_bookings > 0 && !flags.force) {
    return absl::FailedPreconditionError(
        absl::StrCat("the clinic has ", holdings.future_bookings,
                     " bookings of the future, which callers could neither move nor cancel any "
                     "more: nothing was removed. --force removes it all the same"));
  }
  RETURN_IF_ERROR(Confirm(context.terminal(), clinic, flags.yes));
  RETURN_IF_ERROR(RemoveClinic(*pool, clinic.id, flags.force, context.SoonEnough()));
  if (flags.json) {
    PrintJsonLine(
        context.terminal().out,
        {{"clinic_id", clinic.id.value()}, {"clinic_name", clinic.name}, {"removed", true}});
  } else {
    context.terminal().out << clinic.name << " is removed\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddClinicRemove(CLI::App& parent, CommandContext& context) {
  CLI::App* command =
      parent.add_subcommand("remove", "Delete a clinic and all that is stored of it, for good");
  const auto flags = std::make_shared<ClinicRemoveFlags>();
  AddClinicFlag(*command, flags->clinic);
  command->add_flag("--yes", flags->yes, "do not ask for the clinic's name");
  command->add_flag("--force", flags->force, "even if it has bookings of the future");
  command->add_flag("--json", flags->json, "print one JSON object");
  command->footer(
      "Says first what goes. What is in Cliniko stays as it is.\n\n"
      "Examples:\n"
      "  frontdeskctl clinic remove --clinic +61290000001\n"
      "  frontdeskctl clinic remove --clinic +61290000001 --yes --force");
  command->callback([&context, flags] {
    context.Choose([&context, flags] { return RunRemove(context, *flags); });
  });
}

}  // namespace frontdesk::ctl
