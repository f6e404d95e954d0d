#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_WORKING_HOURS_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_WORKING_HOURS_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"

namespace frontdesk {

// Since when regular hours hold: Cliniko does not say, so it is a day before any that is asked for.
inline constexpr absl::CivilDay kAlways(1970, 1, 1);

// A stretch of some day, [opens, closes), in minutes from its midnight. May begin before it and end
// after the next one.
struct Stretch {
  int opens = 0;
  int closes = 0;
};

// Collects the hours of practitioners at businesses and says them as rows: cut at midnight, what
// touches or overlaps joined into one.
class HoursCollector {
 public:
  // Every week, from kAlways on. `day_of_week`: 0 Sunday to 6 Saturday.
  void AddWeekly(const PractitionerId& practitioner, const BusinessId& business, int day_of_week,
                 Stretch stretch);
  // On one day only.
  void AddOnce(const PractitionerId& practitioner, const BusinessId& business, absl::CivilDay day,
               Stretch stretch);

  // Sorted by practitioner, business, first day, day of the week and hour.
  std::vector<WorkingHours> Rows() const;

 private:
  std::vector<WorkingHours> rows_;  // cut, neither joined nor sorted
};

// 0 Sunday to 6 Saturday.
int DayOfWeek(absl::Weekday weekday);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_WORKING_HOURS_H_
