#include <CLI/CLI.hpp>
#include <algorithm>
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
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/call_timeline.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/find_clinic.h"
#include "tools/frontdeskctl/table.h"

namespace frontdesk::ctl {
namespace {

using nlohmann::ordered_json;

struct CallFlags {
  std::string session;
  std::optional<std::string> clinic;
  int limit = 1000;
  bool json = false;
};

std::string WithMilliseconds(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", time, absl::UTCTimeZone());
}

// Of those that know the call, the one that is named; without a name there must be one alone.
absl::StatusOr<KnowingClinic> ClinicOf(CommandContext& context, PostgresPool& pool,
                                       const CallFlags& flags) {
  ASSIGN_OR_RETURN(std::vector<KnowingClinic> clinics,
                   ClinicsOfCall(pool, flags.session, context.SoonEnough()));
  if (flags.clinic.has_value()) {
    ClinicAdmin admin(pool);
    ASSIGN_OR_RETURN(const ClinicRecord clinic,
                     FindClinic(admin, *flags.clinic, context.SoonEnough()));
    std::erase_if(clinics, [&](const KnowingClinic& each) { return each.id != clinic.id; });
  }
  if (clinics.empty()) {
    return absl::NotFoundError(absl::StrCat(
        "nothing is kept of a call with this session id", flags.clinic ? " at this clinic" : "",
        ". It comes into the database a second or two after each request, stays for "
        "--session-retention-days, and is not kept under an id with blanks or one that looks like "
        "a telephone number"));
  }
  if (clinics.size() > 1) {
    return absl::InvalidArgumentError(absl::StrCat(
        "several clinics have had a call with this session id: say which with --clinic. They are ",
        absl::StrJoin(clinics, ", ", [](std::string* out, const KnowingClinic& each) {
          absl::StrAppend(out, each.name, " (", each.id.value(), ")");
        })));
  }
  return clinics.front();
}

ordered_json MomentJson(const CallMoment& moment) {
  ordered_json json = {{"at", WithMilliseconds(moment.at)},
                       {"took_ms", nullptr},
                       {"kind", moment.kind},
                       {"what", moment.what},
                       {"within_webhook", moment.within}};
  if (moment.took.has_value()) json["took_ms"] = absl::ToInt64Milliseconds(*moment.took);
  if (!moment.service.empty()) json["service"] = moment.service;
  ordered_json& details = json["details"] = ordered_json::object();
  for (const auto& [name, text] : moment.details) details[name] = text;
  return json;
}

void Print(std::ostream& out, const std::vector<CallMoment>& moments) {
  std::vector<std::vector<std::string>> rows = {
      {"BEGAN (UTC)", "TOOK MS", "KIND", "WHAT", "DETAILS"}};
  for (const CallMoment& moment : moments) {
    rows.push_back({WithMilliseconds(moment.at),
                    moment.took ? absl::StrCat(absl::ToInt64Milliseconds(*moment.took)) : "-",
                    absl::StrCat(moment.within ? "  " : "", moment.kind), moment.what,
                    absl::StrJoin(moment.details, " ", absl::PairFormatter("="))});
  }
  PrintTable(out, rows);
}

absl::Status RunShow(CommandContext& context, const CallFlags& flags) {
  if (flags.session.empty() || flags.session.size() > 200) {
    return absl::InvalidArgumentError("a session id has 1 to 200 characters");
  }
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ASSIGN_OR_RETURN(const KnowingClinic clinic, ClinicOf(context, *pool, flags));
  ASSIGN_OR_RETURN(const std::vector<CallMoment> moments,
                   TimelineOf(*pool, clinic.id, flags.session, flags.limit, context.SoonEnough()));
  if (flags.json) {
    ordered_json list = ordered_json::array();
    for (const CallMoment& moment : moments) list.push_back(MomentJson(moment));
    PrintJsonLine(context.terminal().out, {{"session_id", flags.session},
                                           {"clinic_id", clinic.id.value()},
                                           {"clinic_name", clinic.name},
                                           {"events", std::move(list)}});
    return absl::OkStatus();
  }
  context.terminal().out << "Call " << flags.session << " at " << clinic.name << "\n\n";
  Print(context.terminal().out, moments);
  return absl::OkStatus();
}

}  // namespace

void AddCallCommands(CLI::App& parent, CommandContext& context) {
  const auto flags = std::make_shared<CallFlags>();
  CLI::App* show = parent.add_subcommand("show", "Show what happened in one call, and when");
  show->add_option("session", flags->session,
                   "the session id, which with ElevenLabs is the conversation's id")
      ->required();
  show->add_option("--clinic", flags->clinic,
                   "a number of the clinic, or its id; needed where several had a call of that id");
  show->add_option("--limit", flags->limit, "of what was logged, the latest so many lines")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  show->add_flag("--json", flags->json, "print one JSON object");
  show->footer(
      "Every webhook with its answer, and behind it what it led to: offers and refusals, requests "
      "to Cliniko\nand how long they took, warnings, and what became of bookings; then what the "
      "voice platform\nreported. Numbers are masked, and there are no names. All calls of an "
      "agent that uses one id for\nall of them come together.\n\n"
      "Examples:\n"
      "  frontdeskctl call show conv_0000aaaa\n"
      "  frontdeskctl call show 1 --clinic +61290000001 --json");
  show->callback([&context, flags] {
    context.Choose([&context, flags] { return RunShow(context, *flags); });
  });
}

}  // namespace frontdesk::ctl
