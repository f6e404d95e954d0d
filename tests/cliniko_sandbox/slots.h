#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_SLOTS_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_SLOTS_H_

#include <array>
#include <set>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace frontdesk::sandbox {

// A stretch of a weekday on the wall clock, in minutes after midnight, [start, end).
// A window that does not end after its start opens nothing.
struct Window {
  int start_minute = 0;
  int end_minute = 0;  // 1440 is the end of the day
  friend bool operator==(const Window&, const Window&) = default;
};

// A stretch of time, [start, end).
struct Interval {
  absl::Time start;
  absl::Time end;
  friend bool operator==(const Interval&, const Interval&) = default;
};

// All that decides which starts Cliniko offers for one practitioner, business and appointment type.
// Source: contract/cliniko.md, section 12.
struct SlotRules {
  absl::TimeZone zone;                      // the business's
  std::array<std::vector<Window>, 7> week;  // [0] is Monday
  std::vector<Interval> extra;              // availability blocks
  std::vector<Interval> busy;               // bookings and unavailable blocks, in any order
  absl::Duration step = absl::Minutes(30);  // the default type's length
  absl::Duration length = absl::Minutes(30);
  absl::Time earliest = absl::InfinitePast();  // now plus the lead time
  absl::CivilDay last_day = absl::CivilDay::max();
  std::set<absl::CivilDay> closed_days;  // the daily limit of bookings is reached
  int max_per_segment = 0;               // 0: unlimited
  bool segment_regrid = false;           // with a maximum: each segment has a grid of its own
  bool overrun_last_slot = false;        // a start may be offered though its end is after hours
};

// The starts within `range`, ascending. Segments are morning (before 12:00), afternoon (before
// 17:00) and evening of the business's wall clock.
std::vector<absl::Time> OpenStarts(const SlotRules& rules, const Interval& range);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_SLOTS_H_
