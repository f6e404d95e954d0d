#ifndef FRONTDESK_LIBS_CIVIL_CALENDAR_WORDS_H_
#define FRONTDESK_LIBS_CIVIL_CALENDAR_WORDS_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace frontdesk {

// "tuesday", "tues", "tuesdays", and a long name with one slip ("wensday") that fits no other day.
std::optional<absl::Weekday> WeekdayOf(absl::string_view word);

// "july", "jul", and a long name with one slip ("septemer"): 1..12.
std::optional<int> MonthOf(absl::string_view word);

// True for "today", "tomorrow" and how they get misspelt.
bool IsToday(absl::string_view word);
bool IsTomorrow(absl::string_view word);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_CALENDAR_WORDS_H_
