#ifndef FRONTDESK_LIBS_CIVIL_DAY_READER_H_
#define FRONTDESK_LIBS_CIVIL_DAY_READER_H_

#include <cstddef>
#include <optional>

#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "libs/civil/day_phrase.h"
#include "libs/civil/spoken_words.h"
#include "libs/civil/word_reader.h"

namespace frontdesk {

// The small pieces that phrases about days are made of.
class DayReader : protected WordReader {
 protected:
  explicit DayReader(absl::Span<const SpokenWord> words) : WordReader(words) {}

  std::optional<absl::Weekday> WeekdayAt(std::size_t i) const;
  std::optional<int> MonthAt(std::size_t i) const;
  // A number that belongs to a time: "9am", "9:30", "9 o'clock".
  bool IsClockNumber(std::size_t i) const;
  bool TakeWeekday(std::size_t& i, DayPhrase& phrase) const;
  bool TakeDayNumber(std::size_t& i, DayPhrase& phrase) const;
  bool TakeMonthName(std::size_t& i, DayPhrase& phrase) const;
  // "2026", or "26" written behind a day and a month.
  bool TakeYear(std::size_t& i, DayPhrase& phrase) const;
  // "this", "next", "last"; false for none, which is the nearest.
  bool TakeWhich(std::size_t& i, DayPhrase::Which& which) const;
  // "this week", "next week", "the week after", "the week after next".
  bool TakeWeek(std::size_t& i, DayPhrase& phrase) const;
  bool TakeWhere(std::size_t& i, DayPhrase::Where& where) const;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_DAY_READER_H_
