#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_PROBED_HOURS_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_PROBED_HOURS_H_

#include <set>
#include <vector>

#include "absl/time/civil_time.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk {

// So many dates of a weekday in a row without a free time, while the practitioner has free times at
// the place around them, are taken as "does not work then". Fewer may be booked out, or a holiday.
inline constexpr int kDatesThatProveAbsence = 8;

// So many dates of a weekday must show other hours before these are taken as a change.
inline constexpr int kDatesThatProveAChange = 4;

// By how much they must differ.
inline constexpr int kMinutesOfAChange = 60;

// What the days of one workplace say about its weeks.
struct ProbedHours {
  // Of the weekdays on which something was found: sorted by weekday, then by effective_from. The
  // stretches of a weekday do not overlap; its last one is open-ended unless absence is proven.
  std::vector<WorkingHours> rows;
  std::set<int> off;        // weekdays that are proven not to be worked
  std::set<int> undecided;  // weekdays of which too little was seen
};

// The rules by which free times become hours. They err to the side of "works": hours that are too
// wide cost a question to Cliniko, hours that are too narrow hide free times from callers.
//  - A day opens with its first start and closes when an appointment with the last start ends. A
//    stretch of several dates has the widest hours seen on any of them, since bookings only ever
//    take times away. Breaks are not seen (kept_breaks.h).
//  - A weekday with free times is worked from the first day of the probe on, without an end, except
//    where absence is proven (kDatesThatProveAbsence). Only dates between the first and the last
//    day with free times on any weekday prove something: beyond them the practitioner may be away,
//    or online booking not open yet.
//  - Hours that become narrower by kMinutesOfAChange, for good, are a change, and the weekday gets
//    a row before it and one after it. Hours that become wider are not: nearer days are booked
//    more. With `sampled` (the account limits how many times it shows) no change is ever taken.
// `days` are of one workplace, in order, each once. No rows where nothing was found.
ProbedHours HoursOf(const std::vector<ProbedDay>& days, bool sampled);

// The rows of an earlier probe and of this one together: what this one decided replaces what it
// saw, i.e. rows of its weekdays that begin by `last_day`. Rows that ended before `first_day` go.
std::vector<WorkingHours> MergeProbed(const std::vector<WorkingHours>& earlier,
                                      const ProbedHours& hours, absl::CivilDay first_day,
                                      absl::CivilDay last_day);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_PROBED_HOURS_H_
