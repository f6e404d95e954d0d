#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/zone.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/clinics/http_cliniko_clients.h"
#include "libs/clinics/postgres_clinic_registry.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/directory/postgres_directory_store.h"
#include "services/schedule_cache/probe/apply_probe.h"
#include "services/schedule_cache/probe/probe_csv.h"
#include "services/schedule_cache/probe/probe_store.h"
#include "services/schedule_cache/probe/schedule_probe.h"
#include "tools/frontdeskctl/clinic_text.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/find_clinic.h"
#include "tools/frontdeskctl/interrupt.h"
#include "tools/frontdeskctl/probe_summary.h"
#include "tools/frontdeskctl/progress_bar.h"
#include "tools/frontdeskctl/terminal.h"

namespace frontdesk::ctl {
namespace {

constexpr int kMostParallel = 8;

struct ProbeFlags {
  std::string clinic;
  std::string practitioner;
  std::string business;
  int days = kLongestProbeDays;
  bool full_scan = true;
  std::string csv;
  bool resume = false;
  bool restart = false;
  bool overwrite_manual = false;
  int parallel = 4;
  bool json = false;
  bool shaped = false;  // whether a flag was given that says what to look at
};

// The one of `all` that has the id or the name that was said.
template <typename T, typename Name>
absl::StatusOr<decltype(T::id)> Choose(const std::vector<T>& all, const std::string& said,
                                       const char* flag, Name name) {
  if (said.empty()) return decltype(T::id)();
  std::vector<std::string> choices;
  std::vector<const T*> named;
  for (const T& one : all) {
    if (one.id.value() == said) return one.id;
    if (absl::EqualsIgnoreCase(name(one), said)) named.push_back(&one);
    choices.push_back(absl::StrCat(one.id.value(), " ", name(one)));
  }
  if (named.size() == 1) return named.front()->id;
  return absl::InvalidArgumentError(
      absl::StrCat(flag, named.empty() ? " names none" : " names several",
                   " of this clinic's: ", said, ". There are: ", absl::StrJoin(choices, ", ")));
}

absl::StatusOr<ProbeScope> ScopeOf(const ProbeFlags& flags, const Directory& directory) {
  ProbeScope scope = {.full_scan = flags.full_scan};
  ASSIGN_OR_RETURN(scope.practitioner,
                   Choose(directory.practitioners, flags.practitioner, "--practitioner",
                          [](const Practitioner& one) { return one.display_name; }));
  ASSIGN_OR_RETURN(scope.business, Choose(directory.businesses, flags.business, "--business",
                                          [](const Business& one) { return one.name; }));
  return scope;
}

absl::Status CheckRange(const char* flag, int said, int most) {
  if (said >= 1 && said <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(flag, " is 1 to ", most, ", not ", said));
}

// Found out before the probe, which takes minutes, rather than after it.
absl::Status CheckWritable(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  struct stat facts = {};
  if (::access(folder.c_str(), W_OK) != 0 ||
      (::stat(path.c_str(), &facts) == 0 && !S_ISREG(facts.st_mode))) {
    return absl::InvalidArgumentError(absl::StrCat("--csv cannot be written: ", path));
  }
  return absl::OkStatus();
}

// Whole or not at all.
absl::Status WriteFile(const std::string& path, const std::string& text) {
  const std::string partial = absl::StrCat(path, ".partial");
  std::ofstream file(partial, std::ios::trunc);
  file << text;
  file.close();
  if (!file || std::rename(partial.c_str(), path.c_str()) != 0) {
    return absl::InternalError(absl::StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

class ProbeCommand {
 public:
  ProbeCommand(CommandContext& context, const ProbeFlags& flags)
      : context_(context), flags_(flags), err_(context.terminal().err) {}

  absl::Status Run() {
    if (flags_.resume && flags_.restart) {
      return absl::InvalidArgumentError("give either --resume or --restart");
    }
    RETURN_IF_ERROR(CheckRange("--days", flags_.days, kLongestProbeDays));
    RETURN_IF_ERROR(CheckRange("--parallel", flags_.parallel, kMostParallel));
    ASSIGN_OR_RETURN(const Keyring* keyring, context_.KeyringFile());
    ASSIGN_OR_RETURN(pool_, context_.Database());
    RETURN_IF_ERROR(LoadClinic());
    const std::string csv =
        flags_.csv.empty() ? absl::StrCat("schedule_", clinic_.id.value(), ".csv") : flags_.csv;
    RETURN_IF_ERROR(CheckWritable(csv));
    ProbeStore store(*pool_);
    ASSIGN_OR_RETURN(const ProbeRun run, BeginOrGoOn(store));

    PostgresClinicRegistry registry(*pool_, *keyring);
    ASSIGN_OR_RETURN(ClinikoBudget * budget, context_.Budget());
    HttpClinikoClients clients(registry, context_.clock(),
                               {.base_url = context_.flags().cliniko_url,
                                .most_background_connections = kMostParallel,
                                .budget = budget});
    // Callers come first.
    const auto client = [&](absl::Time deadline) {
      return clients.For(clinic_.id, cliniko::CallPriority::kBackground, deadline);
    };
    RETURN_IF_ERROR(Scan(client, store, run));
    return Conclude(client, store, run, csv);
  }

 private:
  absl::Status LoadClinic() {
    ClinicAdmin admin(*pool_);
    ASSIGN_OR_RETURN(clinic_, FindClinic(admin, flags_.clinic, context_.SoonEnough()));
    if (!clinic_.active) {
      return absl::FailedPreconditionError(
          absl::StrCat("the clinic \"", clinic_.name, "\" is disabled"));
    }
    ASSIGN_OR_RETURN(StoredDirectory stored,
                     PostgresDirectoryStore(*pool_).Load(clinic_.id, context_.SoonEnough()));
    directory_ = std::move(stored.directory);
    return absl::OkStatus();
  }

  absl::StatusOr<ProbeRun> BeginOrGoOn(ProbeStore& store) {
    ASSIGN_OR_RETURN(const ProbeScope scope, ScopeOf(flags_, directory_));
    const int days = flags_.days;
    ASSIGN_OR_RETURN(const std::optional<ProbeRun> unfinished,
                     store.FindUnfinished(clinic_.id, context_.SoonEnough()));
    const absl::CivilDay today = DayAt(context_.clock().Now(), directory_.clinic.zone);
    if (flags_.resume && !unfinished.has_value()) {
      return absl::InvalidArgumentError(
          "--resume: this clinic has no probe that ended early; leave the flag out");
    }
    if (unfinished.has_value() && !flags_.restart) {
      const bool same =
          unfinished->scope == scope && unfinished->last_day - unfinished->first_day + 1 == days;
      if (!same && (!flags_.resume || flags_.shaped)) {
        return absl::FailedPreconditionError(
            "a probe of this clinic ended early that looked at something else: --resume, without "
            "other flags, goes on with that one; --restart forgets it");
      }
      // After some days too much of what it found is past.
      if (flags_.resume || today - unfinished->first_day < 7) {
        err_ << "Going on with the probe of " << absl::FormatCivilTime(unfinished->first_day)
             << " to " << absl::FormatCivilTime(unfinished->last_day) << "\n";
        return *unfinished;
      }
      err_ << "The probe that ended early is too old to go on with: beginning anew\n";
    }
    const std::vector<PlaceProgress> places = PlacesOf(directory_, scope, today);
    if (places.empty()) {
      return absl::FailedPreconditionError(absl::StrCat(
          "nothing can be booked there, so there is nothing to look at. `frontdeskctl clinic sync "
          "--clinic ",
          flags_.clinic, "` reads the directory again"));
    }
    err_ << "Looking at " << places.size()
         << (places.size() == 1 ? " workplace, " : " workplaces, ") << days
         << (days == 1 ? " day" : " days") << " from " << absl::FormatCivilTime(today) << " on\n";
    return store.Begin(clinic_.id, scope, today, today + (days - 1), places, context_.SoonEnough());
  }

  absl::Status Scan(const ScheduleProbe::ClientSource& client, ProbeStore& store,
                    const ProbeRun& run) {
    const Interrupt interrupt;
    const ClinikoBudgetOptions& budget = context_.flags().cliniko_budget;
    // Background work has two fifths, less while there are callers.
    const int most = std::max(clinic_.cliniko_rate.value_or(budget.rate) * 2 / 5, 1);
    ProgressBar bar(err_, context_.clock(), context_.terminal().err_is_screen, "requests",
                    {.most = most, .window = absl::Seconds(budget.window_seconds)});
    ScheduleProbe probe(client, store, directory_, context_.clock(), {.parallel = flags_.parallel});
    const absl::Status scanned =
        probe.Run(run, interrupt.requested(),
                  [&bar](const ProbeCount& count) { bar.Update(count.done, count.total); });
    bar.End();
    if (absl::IsCancelled(scanned)) {
      return absl::CancelledError(
          "stopped. What was found is kept: the same command goes on from here");
    }
    if (!scanned.ok()) {
      err_ << "What was found until now is kept: the same command goes on from here\n";
    }
    return scanned;
  }

  absl::Status Conclude(const ScheduleProbe::ClientSource& client, ProbeStore& store,
                        const ProbeRun& run, const std::string& csv) {
    ProbeSummary summary = {.clinic = clinic_, .directory = directory_, .run = run, .csv = csv};
    ASSIGN_OR_RETURN(summary.places, store.LoadPlaces(run.id, context_.SoonEnough()));
    ASSIGN_OR_RETURN(summary.days, store.LoadDays(run.id, context_.SoonEnough()));
    summary.sampled = ShowsOnlySomeTimes(client);
    RETURN_IF_ERROR(WriteFile(csv, ProbeCsv(summary.days, directory_)));
    ASSIGN_OR_RETURN(summary.reports, ApplyProbe(*pool_, clinic_.id, summary.days,
                                                 {.first_day = run.first_day,
                                                  .last_day = run.last_day,
                                                  .sampled = summary.sampled,
                                                  .overwrite_manual = flags_.overwrite_manual},
                                                 context_.SoonEnough()));
    RETURN_IF_ERROR(store.Finish(run.id, context_.SoonEnough()));
    PrintProbeWarnings(err_, summary);
    std::ostream& out = context_.terminal().out;
    flags_.json ? PrintProbeJson(out, summary) : PrintProbeTable(out, summary);
    return absl::OkStatus();
  }

  // Whether the account limits how many times of a day it shows. A user who may not see the
  // settings leaves that open.
  bool ShowsOnlySomeTimes(const ScheduleProbe::ClientSource& client) {
    const absl::StatusOr<std::shared_ptr<cliniko::Client>> opened = client(context_.SoonEnough());
    if (!opened.ok()) return false;
    const absl::StatusOr<cliniko::AccountSettings> settings =
        (*opened)->GetSettings(context_.SoonEnough());
    return settings.ok() && settings->most_bookings_per_segment.has_value();
  }

  CommandContext& context_;
  const ProbeFlags& flags_;
  std::ostream& err_;
  PostgresPool* pool_ = nullptr;
  ClinicRecord clinic_;
  Directory directory_;
};

}  // namespace

void AddScheduleProbe(CLI::App& parent, CommandContext& context) {
  CLI::App* command = parent.add_subcommand(
      "probe", "Find out from a clinic's free times when its practitioners work");
  const auto flags = std::make_shared<ProbeFlags>();
  AddClinicFlag(*command, flags->clinic);
  const std::vector<CLI::Option*> shaping = {
      command->add_option("--practitioner", flags->practitioner,
                          "only this one: Cliniko's id, or the whole name"),
      command->add_option("--business", flags->business,
                          "only this location: Cliniko's id, or the whole name"),
      command->add_option("--days", flags->days, "how far ahead, 1 to 365; today is the first")
          ->capture_default_str(),
      command
          ->add_option("--force-full-scan", flags->full_scan,
                       "true: every day. false: only days that the table of hours says are worked")
          ->expected(0, 1)
          ->default_str("true")};
  command->add_option("--csv", flags->csv,
                      "where to write what was found; schedule_CLINIC-ID.csv if left out");
  command->add_flag("--resume", flags->resume,
                    "go on with the probe that ended early, whatever it looked at");
  command->add_flag("--restart", flags->restart, "forget it, and begin anew");
  command->add_flag("--overwrite-manual", flags->overwrite_manual,
                    "let hours that were made by hand give way to what was found");
  command->add_option("--parallel", flags->parallel, "requests at a time, 1 to 8")
      ->capture_default_str();
  command->add_flag("--json", flags->json, "print one JSON object");
  command->footer(
      "Asks for the free times of every practitioner at every location, seven days a request, as\n"
      "background work: callers come first. A year of one takes 53 requests. Ctrl-C stops it; the\n"
      "same command goes on where it was. Cliniko's own weekly hours stay, hours made by hand "
      "stay\n"
      "too, and a day without free times is not taken for a day off: it may be booked out.\n\n"
      "Examples:\n"
      "  frontdeskctl schedule probe --clinic +61290000001\n"
      "  frontdeskctl schedule probe --clinic +61290000001 --practitioner \"Dr Cameron Example\" "
      "\\\n"
      "      --days 84 --csv cameron.csv\n"
      "  frontdeskctl schedule probe --clinic +61290000001 --force-full-scan=false");
  command->callback([&context, flags, shaping] {
    flags->shaped =
        std::ranges::any_of(shaping, [](const CLI::Option* option) { return option->count() > 0; });
    context.Choose([&context, flags] { return ProbeCommand(context, *flags).Run(); });
  });
}

}  // namespace frontdesk::ctl
