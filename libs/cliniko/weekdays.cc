#include "libs/cliniko/weekdays.h"

#include <algorithm>
#include <set>

namespace frontdesk::cliniko {

absl::Weekday WeekdayOf(int day_of_week, WeekdayNumbering numbering) {
  // absl counts from Monday.
  const int days_after_monday =
      numbering == WeekdayNumbering::kMondayZero ? day_of_week : day_of_week + 6;
  return static_cast<absl::Weekday>(days_after_monday % 7);
}

std::vector<WeekdayNumbering> PossibleNumberings(absl::Span<const DailyAvailability> rows) {
  const auto has = [&](int day) {
    return std::any_of(rows.begin(), rows.end(),
                       [day](const DailyAvailability& row) { return row.day_of_week == day; });
  };
  if (has(7)) return {WeekdayNumbering::kIso};
  if (has(0)) return {WeekdayNumbering::kSundayZero, WeekdayNumbering::kMondayZero};
  return {WeekdayNumbering::kIso, WeekdayNumbering::kSundayZero, WeekdayNumbering::kMondayZero};
}

std::vector<WeekdayNumbering> Calibrate(const std::vector<WeekdayNumbering>& readings,
                                        absl::Span<const DailyAvailability> rows,
                                        absl::Span<const absl::Time> starts, absl::TimeZone zone) {
  std::vector<WeekdayNumbering> fitting;
  for (const WeekdayNumbering reading : readings) {
    std::set<absl::Weekday> working_days;
    for (const DailyAvailability& row : rows) {
      if (!row.windows.empty()) working_days.insert(WeekdayOf(row.day_of_week, reading));
    }
    const bool fits = std::all_of(starts.begin(), starts.end(), [&](absl::Time start) {
      return working_days.contains(absl::GetWeekday(absl::ToCivilDay(start, zone)));
    });
    if (fits) fitting.push_back(reading);
  }
  return fitting;
}

}  // namespace frontdesk::cliniko
