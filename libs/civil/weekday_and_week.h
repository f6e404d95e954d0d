#ifndef FRONTDESK_LIBS_CIVIL_WEEKDAY_AND_WEEK_H_
#define FRONTDESK_LIBS_CIVIL_WEEKDAY_AND_WEEK_H_

#include <optional>

#include "absl/types/span.h"
#include "libs/civil/day_phrase.h"
#include "libs/civil/spoken_words.h"

namespace frontdesk {

// The one day of a weekday and a week that were said apart, in either order: "Tuesday evening next
// week", "Tuesday in two weeks", "next week in the morning on Tuesday". Empty where they are not
// that, or where a word `between` them is not about the time ("Tuesday or next week").
std::optional<DayPhrase> JoinWeekdayAndWeek(const DayPhrase& first, const DayPhrase& second,
                                            absl::Span<const SpokenWord> between);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_WEEKDAY_AND_WEEK_H_
