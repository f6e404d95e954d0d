#include <CLI/CLI.hpp>
#include <cstdint>
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
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/clinic_text.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/find_clinic.h"
#include "tools/frontdeskctl/progress_bar.h"
#include "tools/frontdeskctl/slot_cache_admin.h"
#include "tools/frontdeskctl/table.h"

namespace frontdesk::ctl {
namespace {

// As long as schedule-cache takes a day for fresh, unless it is told otherwise.
constexpr absl::Duration kFreshFor = absl::Minutes(5);

struct CacheFlags {
  std::string clinic;
  std::string practitioner;
  bool json = false;
};

std::string NameOf(const std::string& name, const std::string& id) {
  return name.empty() ? id : name;
}

absl::Status RunShow(CommandContext& context, const CacheFlags& flags) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(const ClinicRecord clinic,
                   FindClinic(admin, flags.clinic, context.SoonEnough()));
  const absl::Time now = context.clock().Now();
  ASSIGN_OR_RETURN(const std::vector<CachedPlace> places,
                   ListCached(*pool, clinic.id, now - kFreshFor, context.SoonEnough()));
  std::ostream& out = context.terminal().out;
  if (flags.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const CachedPlace& place : places) {
      list.push_back({{"practitioner_id", place.practitioner.value()},
                      {"practitioner_name", place.practitioner_name},
                      {"business_id", place.business.value()},
                      {"business_name", place.business_name},
                      {"days", place.days},
                      {"fresh_days", place.fresh},
                      {"free_starts", place.starts},
                      {"oldest", TimeJson(place.oldest)},
                      {"newest", TimeJson(place.newest)}});
    }
    PrintJsonLine(out, {{"clinic_id", clinic.id.value()}, {"places", std::move(list)}});
    return absl::OkStatus();
  }
  if (places.empty()) {
    out << "nothing is cached of " << clinic.name << "\n";
    return absl::OkStatus();
  }
  std::vector<std::vector<std::string>> rows = {
      {"PRACTITIONER", "LOCATION", "DAYS", "FRESH", "FREE STARTS", "NEWEST", "OLDEST"}};
  for (const CachedPlace& place : places) {
    rows.push_back({NameOf(place.practitioner_name, place.practitioner.value()),
                    NameOf(place.business_name, place.business.value()), absl::StrCat(place.days),
                    absl::StrCat(place.fresh), absl::StrCat(place.starts),
                    absl::StrCat(RoughLength(now - place.newest), " ago"),
                    absl::StrCat(RoughLength(now - place.oldest), " ago")});
  }
  PrintTable(out, rows);
  return absl::OkStatus();
}

absl::Status RunClear(CommandContext& context, const CacheFlags& flags) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(const ClinicRecord clinic,
                   FindClinic(admin, flags.clinic, context.SoonEnough()));
  ASSIGN_OR_RETURN(
      const std::int64_t days,
      ClearCached(*pool, clinic.id, PractitionerId(flags.practitioner), context.SoonEnough()));
  if (flags.json) {
    PrintJsonLine(context.terminal().out, {{"clinic_id", clinic.id.value()}, {"dropped", days}});
  } else {
    context.terminal().out << clinic.name << ": " << days
                           << " cached days dropped; every replica follows within a second\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddCacheCommands(CLI::App& parent, CommandContext& context) {
  const auto flags = std::make_shared<CacheFlags>();
  CLI::App* show = parent.add_subcommand(
      "show", "Show what is cached of a clinic's free times, and how old it is");
  AddClinicFlag(*show, flags->clinic);
  show->add_flag("--json", flags->json, "print one JSON object");
  show->footer("Example:\n  frontdeskctl cache show --clinic +61290000001");
  show->callback([&context, flags] {
    context.Choose([&context, flags] { return RunShow(context, *flags); });
  });
  CLI::App* clear = parent.add_subcommand(
      "clear", "Forget what is cached of a clinic's free times, on every replica");
  AddClinicFlag(*clear, flags->clinic);
  clear->add_option("--practitioner", flags->practitioner, "only this one's: Cliniko's id");
  clear->add_flag("--json", flags->json, "print one JSON object");
  clear->footer(
      "The next question about each day is asked of Cliniko again.\n\n"
      "Example:\n  frontdeskctl cache clear --clinic +61290000001");
  clear->callback([&context, flags] {
    context.Choose([&context, flags] { return RunClear(context, *flags); });
  });
}

}  // namespace frontdesk::ctl
