#include "services/schedule_cache/probe/probe_csv.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/directory/working_hours.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk {
namespace {

std::string Field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string TimeField(int minute) { return absl::StrFormat("%02d:%02d", minute / 60, minute % 60); }

}  // namespace

std::string ProbeCsv(const std::vector<ProbedDay>& days, const Directory& directory) {
  std::string csv =
      "practitioner_id,practitioner_name,business_id,business_name,day_of_week,date_checked,"
      "earliest_time,latest_time\n";
  for (const ProbedDay& day : days) {
    const Practitioner* const practitioner = directory.Find(day.place.practitioner);
    const Business* const business = directory.Find(day.place.business);
    absl::StrAppend(&csv, day.place.practitioner.value(), ",",
                    practitioner == nullptr ? "" : Field(practitioner->display_name), ",",
                    day.place.business.value(), ",",
                    business == nullptr ? "" : Field(business->name), ",");
    absl::StrAppend(&csv, DayOfWeek(absl::GetWeekday(day.day)), ",", absl::FormatCivilTime(day.day),
                    ",");
    if (day.found.has_value()) {
      absl::StrAppend(&csv, TimeField(day.found->earliest_minute), ",",
                      TimeField(day.found->latest_minute), "\n");
    } else {
      absl::StrAppend(&csv, ",\n");
    }
  }
  return csv;
}

}  // namespace frontdesk
