#ifndef FRONTDESK_LIBS_CIVIL_WRITTEN_DATE_H_
#define FRONTDESK_LIBS_CIVIL_WRITTEN_DATE_H_

#include <cstddef>
#include <optional>

#include "absl/types/span.h"
#include "libs/civil/day_phrase.h"
#include "libs/civil/spoken_words.h"

namespace frontdesk {

// The longest phrase that begins at words[at] and names a day by its place in the calendar: "July
// 14", "14/7/2026", "the 15th", "the first Monday of August", "Boxing Day". `month_first` tells how
// 3/4 is read; where only the other order makes a date, that one is taken.
std::optional<DayPhraseMatch> MatchWrittenDate(absl::Span<const SpokenWord> words, std::size_t at,
                                               bool month_first);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_WRITTEN_DATE_H_
