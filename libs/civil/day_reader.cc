#include "libs/civil/day_reader.h"

#include <cstddef>
#include <optional>

#include "absl/time/civil_time.h"
#include "libs/civil/calendar_words.h"
#include "libs/civil/day_phrase.h"

namespace frontdesk {
namespace {

using Which = DayPhrase::Which;
using Where = DayPhrase::Where;

}  // namespace

std::optional<absl::Weekday> DayReader::WeekdayAt(std::size_t i) const {
  if (i >= words_.size() || words_[i].IsNumber()) return std::nullopt;
  return WeekdayOf(words_[i].text);
}

std::optional<int> DayReader::MonthAt(std::size_t i) const {
  if (i >= words_.size() || words_[i].IsNumber()) return std::nullopt;
  return MonthOf(words_[i].text);
}

bool DayReader::IsClockNumber(std::size_t i) const {
  return IsSign(i + 1, ":") || IsAny(i + 1, {"am", "pm", "oclock", "hundred"}) ||
         (IsSign(i + 1, ".") && Number(i + 2) >= 0 && words_[i + 2].glued);
}

bool DayReader::TakeWeekday(std::size_t& i, DayPhrase& phrase) const {
  const std::optional<absl::Weekday> weekday = WeekdayAt(i);
  if (!weekday.has_value()) return false;
  phrase.weekday = weekday;
  ++i;
  return true;
}

bool DayReader::TakeDayNumber(std::size_t& i, DayPhrase& phrase) const {
  const int number = Number(i);
  const bool is_time = (i > 0 && words_[i - 1].Is("at")) || IsClockNumber(i);
  // "first thing", "the second one".
  if (Is(i + 1, "thing") || (number >= 0 && words_[i].ordinal && Number(i + 1) == 1)) return false;
  if (number < 1 || number > 31 || (is_time && !words_[i].ordinal)) return false;
  phrase.day = number;
  ++i;
  return true;
}

bool DayReader::TakeMonthName(std::size_t& i, DayPhrase& phrase) const {
  const std::optional<int> month = MonthAt(i);
  if (!month.has_value()) return false;
  phrase.month = month;
  ++i;
  return true;
}

bool DayReader::TakeYear(std::size_t& i, DayPhrase& phrase) const {
  const int number = Number(i);
  if (number < 0 || words_[i].ordinal || IsClockNumber(i)) return false;
  if (number >= 1900 && number <= 2199) {
    phrase.year = number;
  } else if (words_[i].digits == 2 && number >= 20 && number <= 59) {
    phrase.year = 2000 + number;
  } else {
    return false;
  }
  ++i;
  return true;
}

bool DayReader::TakeWhich(std::size_t& i, DayPhrase::Which& which) const {
  if (TakeAny(i, {"this", "nearest"})) {
    which = Which::kNearest;
  } else if (TakeAny(i, {"next", "following"})) {
    which = Which::kNext;
  } else if (TakeAny(i, {"last", "past", "previous"})) {
    which = Which::kPast;
  } else {
    return false;
  }
  return true;
}

bool DayReader::TakeWeek(std::size_t& i, DayPhrase& phrase) const {
  std::size_t j = i;
  Which which = Which::kNearest;
  const bool named = TakeWhich(j, which);
  if (!Take(j, "week") && !Take(j, "weeks")) return false;
  if (!named && Take(j, "after")) {
    // "the week after" alone means next week; "the week after that" needs a conversation.
    phrase.week = Take(j, "next") ? 2 : 1;
    if (Is(j, "that")) return false;
  } else if (!named) {
    return false;
  } else {
    phrase.week = which == Which::kNearest ? 0 : which == Which::kNext ? 1 : -1;
  }
  i = j;
  return true;
}

bool DayReader::TakeWhere(std::size_t& i, DayPhrase::Where& where) const {
  std::size_t j = i;
  if (TakeAny(j, {"end", "late", "later", "back"})) {
    where = words_[i].Is("later") ? Where::kAnywhere : Where::kEnd;
    Take(j, "end");
  } else if (TakeAny(j, {"start", "beginning", "early", "earlier"})) {
    where = Where::kStart;
  } else if (TakeAny(j, {"middle", "mid"})) {
    where = Where::kMiddle;
  } else {
    return false;
  }
  TakeAny(j, {"in", "at"});
  i = j;
  return true;
}

}  // namespace frontdesk
