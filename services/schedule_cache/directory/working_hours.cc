#include "services/schedule_cache/directory/working_hours.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "absl/time/civil_time.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"

namespace frontdesk {
namespace {

constexpr int kDayMinutes = 24 * 60;

// Calls `keep(days after the first, opens, closes)` for the part of `stretch` on each day it
// touches.
template <typename Keep>
void CutAtMidnight(Stretch stretch, Keep keep) {
  int day = 0;
  while (stretch.opens < 0) {
    stretch.opens += kDayMinutes;
    stretch.closes += kDayMinutes;
    --day;
  }
  while (stretch.opens >= kDayMinutes) {
    stretch.opens -= kDayMinutes;
    stretch.closes -= kDayMinutes;
    ++day;
  }
  while (stretch.opens < stretch.closes) {
    keep(day, stretch.opens, std::min(stretch.closes, kDayMinutes));
    stretch = {.opens = 0, .closes = stretch.closes - kDayMinutes};
    ++day;
  }
}

// What rows that may be joined have in common; also their order.
auto Place(const WorkingHours& hours) {
  return std::tie(hours.practitioner, hours.business, hours.effective_from, hours.day_of_week);
}

}  // namespace

// absl counts from Monday.
int DayOfWeek(absl::Weekday weekday) { return (static_cast<int>(weekday) + 1) % 7; }

void HoursCollector::AddWeekly(const PractitionerId& practitioner, const BusinessId& business,
                               int day_of_week, Stretch stretch) {
  CutAtMidnight(stretch, [&](int later, int opens, int closes) {
    rows_.push_back({.practitioner = practitioner,
                     .business = business,
                     .day_of_week = ((day_of_week + later) % 7 + 7) % 7,
                     .opens_minute = opens,
                     .closes_minute = closes,
                     .effective_from = kAlways});
  });
}

void HoursCollector::AddOnce(const PractitionerId& practitioner, const BusinessId& business,
                             absl::CivilDay day, Stretch stretch) {
  CutAtMidnight(stretch, [&](int later, int opens, int closes) {
    rows_.push_back({.practitioner = practitioner,
                     .business = business,
                     .day_of_week = DayOfWeek(absl::GetWeekday(day + later)),
                     .opens_minute = opens,
                     .closes_minute = closes,
                     .effective_from = day + later,
                     .effective_until = day + later});
  });
}

std::vector<WorkingHours> HoursCollector::Rows() const {
  std::vector<WorkingHours> sorted = rows_;
  std::ranges::sort(sorted, [](const WorkingHours& a, const WorkingHours& b) {
    return std::tuple_cat(Place(a), std::tie(a.opens_minute)) <
           std::tuple_cat(Place(b), std::tie(b.opens_minute));
  });
  std::vector<WorkingHours> joined;
  for (const WorkingHours& hours : sorted) {
    if (!joined.empty() && Place(joined.back()) == Place(hours) &&
        hours.opens_minute <= joined.back().closes_minute) {
      joined.back().closes_minute = std::max(joined.back().closes_minute, hours.closes_minute);
    } else {
      joined.push_back(hours);
    }
  }
  return joined;
}

}  // namespace frontdesk
