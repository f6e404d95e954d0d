#ifndef FRONTDESK_LIBS_CLINIKO_WEEKDAYS_H_
#define FRONTDESK_LIBS_CLINIKO_WEEKDAYS_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/cliniko/types.h"

namespace frontdesk::cliniko {

// What DailyAvailability::day_of_week may mean: Cliniko's documents contradict each other, so an
// account has to be looked at. Source: contract/cliniko.md, section 10.7.
enum class WeekdayNumbering {
  kIso,         // 1 Monday to 7 Sunday
  kSundayZero,  // 0 Sunday to 6 Saturday
  kMondayZero,  // 0 Monday to 6 Sunday
};

absl::Weekday WeekdayOf(int day_of_week, WeekdayNumbering numbering);

// The readings that all rows of an account allow: a 7 anywhere leaves kIso alone, a 0 anywhere
// excludes it. Without either kIso and kSundayZero say the same.
std::vector<WeekdayNumbering> PossibleNumberings(absl::Span<const DailyAvailability> rows);

// Of `readings` those in which each of `starts` falls on a day with hours. `rows` are those of one
// practitioner at one business and `starts` the times available there in one week; `zone` is the
// business's.
std::vector<WeekdayNumbering> Calibrate(const std::vector<WeekdayNumbering>& readings,
                                        absl::Span<const DailyAvailability> rows,
                                        absl::Span<const absl::Time> starts, absl::TimeZone zone);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_WEEKDAYS_H_
