#ifndef FRONTDESK_LIBS_CIVIL_TIME_PHRASE_H_
#define FRONTDESK_LIBS_CIVIL_TIME_PHRASE_H_

#include <cstddef>
#include <optional>
#include <vector>

#include "absl/types/span.h"
#include "libs/civil/spoken_words.h"
#include "libs/civil/time_of_day.h"

namespace frontdesk {

// What a phrase says about a time of day: exact or a window, never both.
struct TimePhrase {
  std::vector<TimeOfDay> readings;   // the likelier first
  std::optional<TimeWindow> window;  // "after 3"
  bool is_impossible = false;        // "25:00", "14:00 am": nothing else is set
  bool is_clear = false;             // cannot be a mere number ("9am", "half past two", "at 9")
  bool is_bare = false;              // nothing but numbers and "at" says that it is a time ("at 9")
};

struct TimePhraseMatch {
  TimePhrase phrase;
  std::size_t length = 0;  // in words
};

// The phrase about a time that begins at words[at]. Parts of the day ("morning") are not among
// them, except as what follows an hour ("9 in the morning", "8 at night"). `part_hint`, if set, is
// the part of the day that was said elsewhere and settles morning or afternoon for unmarked hours.
std::optional<TimePhraseMatch> MatchTimePhrase(absl::Span<const SpokenWord> words, std::size_t at,
                                               std::optional<DayPart> part_hint);

// "morning", "arvo", "tonight": the part of the day that one word names.
std::optional<DayPart> DayPartOf(const SpokenWord& word);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_TIME_PHRASE_H_
