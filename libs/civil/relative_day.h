#ifndef FRONTDESK_LIBS_CIVIL_RELATIVE_DAY_H_
#define FRONTDESK_LIBS_CIVIL_RELATIVE_DAY_H_

#include <cstddef>
#include <optional>

#include "absl/types/span.h"
#include "libs/civil/day_phrase.h"
#include "libs/civil/spoken_words.h"

namespace frontdesk {

// The longest phrase that begins at words[at] and names a day or several by their distance from
// today: "tomorrow", "next Tuesday", "in two weeks", "end of next week", "in August".
std::optional<DayPhraseMatch> MatchRelativeDay(absl::Span<const SpokenWord> words, std::size_t at);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_RELATIVE_DAY_H_
