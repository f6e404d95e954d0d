#ifndef FRONTDESK_LIBS_CIVIL_DAY_CONTEXT_H_
#define FRONTDESK_LIBS_CIVIL_DAY_CONTEXT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/time_of_day.h"

namespace frontdesk {

// Against what a spoken day is read.
struct DayContext {
  absl::Time now;
  absl::TimeZone zone;  // of the clinic; its wall says what "today" is
  std::string country =
      "AU";  // of the clinic, ISO 3166: "US" reads 3/4 as March 4, others as 3 April
  // When today's last slot starts, if known: from then on "Tuesday" said on a Tuesday is next
  // week's. Empty: today counts until midnight.
  std::optional<absl::Time> last_slot_today = std::nullopt;
};

// Both ends belong to the range.
struct DayRange {
  absl::CivilDay first;
  absl::CivilDay last;
  friend bool operator==(const DayRange&, const DayRange&) = default;
};

// How much of a date was said, from least to most.
enum class DayDetail { kRelative, kDayOfMonth, kMonthAndDay, kFullDate };

// A day that somebody said.
struct SpokenDay {
  absl::CivilDay day;  // never before today
  // "tomorrow morning": slots outside this part of the day were not asked for.
  std::optional<DayPart> part = std::nullopt;
  // "tomorrow before noon", "Tuesday after 3": slots outside of these hours were not asked for.
  // Lies within `part` where both were said.
  std::optional<TimeWindow> window = std::nullopt;
  // "next week", "this weekend", "in August": any of these days would do; `day` is one of them.
  std::optional<DayRange> range = std::nullopt;
  // "next available", "asap", "any day": search forward from `day` instead of on that day alone.
  bool is_soonest = false;
  // The year that was said is over and was taken for a slip: say the full date aloud.
  bool year_repaired = false;
  DayDetail detail = DayDetail::kRelative;
  // Not empty when what was said fits several days ("Friday, August 6" when the 6th is a Thursday,
  // "Monday or Tuesday"): ask which of these is meant. `day` is then only the first of them.
  std::vector<absl::CivilDay> candidates = {};

  bool is_ambiguous() const { return !candidates.empty(); }
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_DAY_CONTEXT_H_
