#ifndef FRONTDESK_LIBS_CIVIL_SPOKEN_TIME_H_
#define FRONTDESK_LIBS_CIVIL_SPOKEN_TIME_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/civil/spoken_day.h"
#include "libs/civil/time_of_day.h"

namespace frontdesk {

// A time that somebody said: exact (`readings`) or a stretch of the day (`window`), never both,
// never neither.
struct SpokenTime {
  // What an exact time can mean, the likelier first: "2pm" is {14:00}, an unmarked "2" is
  // {14:00, 02:00}. At most two.
  std::vector<TimeOfDay> readings = {};
  // "afternoon", "after 3", "between 2 and 4".
  std::optional<TimeWindow> window = std::nullopt;
  // Set when the window is one of the three parts of the day.
  std::optional<DayPart> part = std::nullopt;
  // The day, if one was said with the time ("Tuesday, July 14, 2026 at 09:00 AM").
  std::optional<SpokenDay> day = std::nullopt;

  bool is_exact() const { return !readings.empty(); }
};

// Reads a time of day as callers and their agents say it: "9", "2.30pm", "half past two", "1400
// hours", "noon", "tomorrow at ten", "2026-07-13T23:00:00Z" (shown on the clinic's wall), "in the
// arvo". Unmarked 12-hour times prefer 7-11 in the morning, 12 at noon and 1-6 in the afternoon.
// Fails with kInvalidDateTime when there is no time, an impossible time, two different times, or a
// word is left that may change the meaning; only the name of a place or person may stand behind a
// time that is marked as one ("9 AM with Cameron"). A mere number is an hour only among words about
// days and times ("at 9 please"): "the first one", "slot 1" and "one hour" are none. A day said
// with it may fail as in ParseSpokenDay. Source: contract/webhooks.md, 4.2.
absl::StatusOr<SpokenTime> ParseSpokenTime(absl::string_view said, const DayContext& context);

// Looks for a time inside a longer text. Only clear ones count ("2pm", "at 2", "14:00", "half past
// two"): the 60 of "60 minute massage" is not a time. Empty when there is none.
absl::StatusOr<std::optional<SpokenTime>> FindSpokenTime(absl::string_view text,
                                                         const DayContext& context);

// The reading that is among the `free` starts of the day, else the likelier one. `readings` must
// not be empty.
TimeOfDay ChooseReading(absl::Span<const TimeOfDay> readings, absl::Span<const TimeOfDay> free);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_SPOKEN_TIME_H_
