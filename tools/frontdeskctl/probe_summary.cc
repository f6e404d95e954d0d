#include "tools/frontdeskctl/probe_summary.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/table.h"

namespace frontdesk::ctl {
namespace {

constexpr const char* kWeekdays[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                     "Thursday", "Friday", "Saturday"};

std::string Weekdays(const std::set<int>& days) {
  return absl::StrJoin(days, ", ",
                       [](std::string* out, int day) { absl::StrAppend(out, kWeekdays[day]); });
}

// One line of the summary.
struct Line {
  const PlaceProgress& progress;
  const PlaceReport* report;  // null: no day was checked
  std::string practitioner;
  std::string business;
  int checked = 0;
  int with_times = 0;
};

std::vector<Line> LinesOf(const ProbeSummary& summary) {
  std::vector<Line> lines;
  for (const PlaceProgress& progress : summary.places) {
    const auto report = std::ranges::find(summary.reports, progress.place, &PlaceReport::place);
    const Practitioner* practitioner = summary.directory.Find(progress.place.practitioner);
    const Business* business = summary.directory.Find(progress.place.business);
    Line line = {.progress = progress,
                 .report = report == summary.reports.end() ? nullptr : &*report,
                 .practitioner = practitioner == nullptr ? progress.place.practitioner.value()
                                                         : practitioner->display_name,
                 .business =
                     business == nullptr ? progress.place.business.value() : business->name};
    for (const ProbedDay& day : summary.days) {
      if (day.place != progress.place) continue;
      ++line.checked;
      line.with_times += day.found.has_value() ? 1 : 0;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

// For scripts.
const char* ResultCode(const Line& line) {
  if (line.progress.state == PlaceState::kNotBookable) return "not_bookable_online";
  if (line.report == nullptr) return "not_checked";
  switch (line.report->outcome) {
    case PlaceOutcome::kWritten:
      return "written";
    case PlaceOutcome::kUnchanged:
      return "unchanged";
    case PlaceOutcome::kKeptManual:
      return "kept_manual";
    case PlaceOutcome::kTooLittle:
      return "too_little_seen";
    case PlaceOutcome::kNothing:
      return "nothing_free";
  }
  return "nothing_free";
}

std::string ResultText(const Line& line) {
  const std::string code = ResultCode(line);
  if (code == "not_bookable_online") return "not bookable online";
  if (code == "not_checked") return "no hours known, so no day checked";
  if (code == "kept_manual") return "hours made by hand kept";
  if (code == "too_little_seen") return "too few days seen: hours stay unknown";
  if (code == "nothing_free") return "nothing free: hours stay as they are";
  return absl::StrCat(line.report->rows, line.report->rows == 1 ? " row" : " rows",
                      code == "written" ? " stored" : ", unchanged",
                      line.report->replaced_rows > 0
                          ? absl::StrCat(", ", line.report->replaced_rows, " made by hand replaced")
                          : "");
}

}  // namespace

void PrintProbeTable(std::ostream& out, const ProbeSummary& summary) {
  std::vector<std::vector<std::string>> rows = {
      {"PRACTITIONER", "LOCATION", "DAYS", "WITH TIMES", "HOURS"}};
  for (const Line& line : LinesOf(summary)) {
    rows.push_back({line.practitioner, line.business, absl::StrCat(line.checked),
                    absl::StrCat(line.with_times), ResultText(line)});
  }
  PrintTable(out, rows);
  out << "\n" << summary.days.size() << " days are in " << summary.csv << "\n";
}

void PrintProbeJson(std::ostream& out, const ProbeSummary& summary) {
  nlohmann::ordered_json places = nlohmann::ordered_json::array();
  for (const Line& line : LinesOf(summary)) {
    places.push_back({{"practitioner_id", line.progress.place.practitioner.value()},
                      {"practitioner_name", line.practitioner},
                      {"business_id", line.progress.place.business.value()},
                      {"business_name", line.business},
                      {"days_checked", line.checked},
                      {"days_with_times", line.with_times},
                      {"result", ResultCode(line)},
                      {"rows", line.report == nullptr ? 0 : line.report->rows}});
  }
  PrintJsonLine(out, {{"clinic_id", summary.clinic.id.value()},
                      {"clinic_name", summary.clinic.name},
                      {"first_day", absl::FormatCivilTime(summary.run.first_day)},
                      {"last_day", absl::FormatCivilTime(summary.run.last_day)},
                      {"full_scan", summary.run.scope.full_scan},
                      {"csv", summary.csv},
                      {"days_checked", summary.days.size()},
                      {"places", std::move(places)}});
}

void PrintProbeWarnings(std::ostream& err, const ProbeSummary& summary) {
  if (summary.sampled) {
    err << "warning: Cliniko shows only some of this clinic's free times (see its online booking "
           "settings), so work may end later than the hours say\n";
  }
  for (const Line& line : LinesOf(summary)) {
    const std::string who = absl::StrCat("warning: ", line.practitioner, " at ", line.business);
    if (line.progress.state == PlaceState::kNotBookable) {
      err << who << " cannot be booked online, says Cliniko: look at its online booking settings\n";
    }
    if (line.report == nullptr) continue;
    if (line.report->outcome == PlaceOutcome::kKeptManual) {
      err << who << " has hours made by hand, which stay as they are; --overwrite-manual replaces "
                    "them\n";
    }
    if (!line.report->surprise.empty()) {
      err << who << " has free times on a " << Weekdays(line.report->surprise)
          << ", when the other hours know no work\n";
    }
    if (!line.report->silent.empty()) {
      err << who << " should work on " << Weekdays(line.report->silent)
          << " and showed no free time: booked out, or away\n";
    }
  }
}

}  // namespace frontdesk::ctl
