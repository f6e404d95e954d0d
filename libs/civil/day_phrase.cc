#include "libs/civil/day_phrase.h"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "libs/civil/calendar_words.h"
#include "libs/civil/spoken_words.h"

namespace frontdesk {
namespace {

using Kind = DayPhrase::Kind;
using Which = DayPhrase::Which;
using Where = DayPhrase::Where;
using Match = std::optional<DayPhraseMatch>;

struct Holiday {
  absl::string_view words[3];
  int month;
  int day;
};

constexpr Holiday kHolidays[] = {
    {{"christmas", "eve", ""}, 12, 24}, {{"christmas", "day", ""}, 12, 25},
    {{"christmas", "", ""}, 12, 25},    {{"boxing", "day", ""}, 12, 26},
    {{"new", "years", "eve"}, 12, 31},  {{"new", "years", "day"}, 1, 1},
    {{"australia", "day", ""}, 1, 26},  {{"anzac", "day", ""}, 4, 25},
    {{"valentines", "day", ""}, 2, 14},
};

// Reads one phrase. Every rule is a function that looks at words from `i` on and, where it fits,
// moves `i` behind what it took.
class Reader {
 public:
  Reader(absl::Span<const SpokenWord> words, std::size_t at, bool month_first)
      : words_(words), start_(at), month_first_(month_first) {}

  Match Longest() {
    Match best;
    for (const auto rule : {&Reader::FromToday, &Reader::InSomeDays, &Reader::WeekOrWeekend,
                            &Reader::Month, &Reader::Weekday, &Reader::NthWeekday, &Reader::Date,
                            &Reader::DayOfMonth, &Reader::Holidays}) {
      std::size_t i = start_;
      DayPhrase phrase;
      if (!(this->*rule)(i, phrase)) continue;
      const std::size_t length = i - start_;
      if (!best.has_value() || length > best->length) best = {std::move(phrase), length};
    }
    return best;
  }

 private:
  bool Is(std::size_t i, absl::string_view word) const {
    return i < words_.size() && words_[i].Is(word);
  }
  bool IsAny(std::size_t i, std::initializer_list<absl::string_view> options) const {
    for (const absl::string_view option : options) {
      if (Is(i, option)) return true;
    }
    return false;
  }
  bool IsSign(std::size_t i, absl::string_view sign) const {
    return Is(i, sign) && words_[i].glued;
  }
  bool Take(std::size_t& i, absl::string_view word) const {
    if (!Is(i, word)) return false;
    ++i;
    return true;
  }
  bool TakeAny(std::size_t& i, std::initializer_list<absl::string_view> options) const {
    if (!IsAny(i, options)) return false;
    ++i;
    return true;
  }
  int Number(std::size_t i) const { return i < words_.size() ? words_[i].number : -1; }
  std::optional<absl::Weekday> WeekdayAt(std::size_t i) const {
    if (i >= words_.size() || words_[i].IsNumber()) return std::nullopt;
    return WeekdayOf(words_[i].text);
  }
  std::optional<int> MonthAt(std::size_t i) const {
    if (i >= words_.size() || words_[i].IsNumber()) return std::nullopt;
    return MonthOf(words_[i].text);
  }
  // A number that belongs to a time: "9am", "9:30", "9 o'clock".
  bool IsClockNumber(std::size_t i) const {
    return IsSign(i + 1, ":") || IsAny(i + 1, {"am", "pm", "oclock", "hundred"}) ||
           (IsSign(i + 1, ".") && Number(i + 2) >= 0 && words_[i + 2].glued);
  }

  bool TakeWeekday(std::size_t& i, DayPhrase& phrase) const {
    const std::optional<absl::Weekday> weekday = WeekdayAt(i);
    if (!weekday.has_value()) return false;
    phrase.weekday = weekday;
    ++i;
    return true;
  }

  bool TakeDayNumber(std::size_t& i, DayPhrase& phrase) const {
    const int number = Number(i);
    const bool is_time = (i > 0 && words_[i - 1].Is("at")) || IsClockNumber(i);
    // "first thing", "the second one".
    if (Is(i + 1, "thing") || (number >= 0 && words_[i].ordinal && Number(i + 1) == 1))
      return false;
    if (number < 1 || number > 31 || (is_time && !words_[i].ordinal)) return false;
    phrase.day = number;
    ++i;
    return true;
  }

  bool TakeMonthName(std::size_t& i, DayPhrase& phrase) const {
    const std::optional<int> month = MonthAt(i);
    if (!month.has_value()) return false;
    phrase.month = month;
    ++i;
    return true;
  }

  // "2026", or "26" written behind a day and a month.
  bool TakeYear(std::size_t& i, DayPhrase& phrase) const {
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

  // "this", "next", "last"; false for none, which is the nearest.
  bool TakeWhich(std::size_t& i, Which& which) const {
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

  // "this week", "next week", "the week after", "the week after next".
  bool TakeWeek(std::size_t& i, DayPhrase& phrase) const {
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

  bool TakeWhere(std::size_t& i, Where& where) const {
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

  bool FromToday(std::size_t& i, DayPhrase& phrase) {
    if (i >= words_.size() || words_[i].IsNumber()) return false;
    if (IsToday(words_[i].text) || Is(i, "now")) {
      ++i;
    } else if (Is(i, "right") && Is(i + 1, "now")) {
      i += 2;
    } else if (Take(i, "tonight")) {
      phrase.is_evening = true;
    } else if (IsTomorrow(words_[i].text)) {
      phrase.days = 1;
      ++i;
    } else if (Take(i, "yesterday")) {
      phrase.days = -1;
    } else if (Is(i, "this") && IsAny(i + 1, {"morning", "afternoon", "arvo", "evening"})) {
      ++i;  // the part of the day is read by whoever reads times
    } else if (Take(i, "day")) {
      const bool after = Take(i, "after");
      if (!after && !Take(i, "before")) return false;
      if (Is(i, "yesterday")) {
        phrase.days = after ? 0 : -2;
      } else if (i < words_.size() && !words_[i].IsNumber() && IsTomorrow(words_[i].text)) {
        phrase.days = after ? 2 : 0;
      } else {
        return false;
      }
      ++i;
    } else {
      return false;
    }
    TakeWeekOrFortnight(i, phrase);
    return true;
  }

  // "Tuesday week", "tomorrow fortnight"; not "Tuesday week after next".
  void TakeWeekOrFortnight(std::size_t& i, DayPhrase& phrase) const {
    if (Is(i, "week") && !Is(i + 1, "after")) {
      phrase.plus_days = 7;
      ++i;
    } else if (Take(i, "fortnight")) {
      phrase.plus_days = 14;
    }
  }

  // "in two weeks", "3 days from now", "a fortnight", "a week from Tuesday", "two weeks on Friday".
  bool InSomeDays(std::size_t& i, DayPhrase& phrase) {
    const bool has_in = Take(i, "in");
    int count = 1;
    bool has_count = true;
    if (Take(i, "a") || Take(i, "an")) {
      if (Take(i, "couple")) count = 2;
    } else if (Take(i, "couple")) {
      count = 2;
    } else if (Number(i) >= 0 && !words_[i].ordinal) {
      count = Number(i++);
    } else {
      has_count = false;
    }
    int days = 0;
    int months = 0;
    if (TakeAny(i, {"day", "days"})) {
      days = count;
    } else if (TakeAny(i, {"week", "weeks"})) {
      days = 7 * count;
    } else if (TakeAny(i, {"fortnight", "fortnights"})) {
      days = 14 * count;
      has_count = true;
    } else if (TakeAny(i, {"month", "months"})) {
      months = count;
    } else {
      return false;
    }
    if (!has_count || count > 400) return false;

    const std::size_t before_base = i;
    const bool has_from = TakeAny(i, {"from", "after"});
    if (has_from && (Take(i, "now") || (i < words_.size() && IsToday(words_[i].text) && ++i))) {
      phrase.days = days;
      phrase.months = months;
      return true;
    }
    // Counted from another day: "a week from next Tuesday", "two weeks Friday".
    if (months == 0 && days % 7 == 0) {
      std::size_t j = i;
      DayPhrase base;
      if (Weekday(j, base) || (j = i, base = {}, has_from && FromToday(j, base))) {
        phrase = base;
        phrase.plus_days += days;
        i = j;
        return true;
      }
    }
    i = before_base;
    if (has_from) return false;
    const bool has_end = TakeAny(i, {"time", "hence", "away"});
    if (!has_in && !has_end && days != 14) return false;
    phrase.days = days;
    phrase.months = months;
    return true;
  }

  bool WeekOrWeekend(std::size_t& i, DayPhrase& phrase) {
    if (Take(i, "midweek")) {
      phrase.where = Where::kMiddle;
      phrase.week = 0;
      if (!TakeWeek(i, phrase)) Take(i, "week");
      phrase.kind = Kind::kWeek;
      return true;
    }
    const bool has_where = TakeWhere(i, phrase.where);
    if (TakeWeek(i, phrase)) {
      phrase.kind = Kind::kWeek;
      std::size_t j = i;
      DayPhrase in_week;
      if (!has_where && TakeWeekday(j, in_week)) {  // "next week on Tuesday"
        phrase.kind = Kind::kWeekday;
        phrase.weekday = in_week.weekday;
        i = j;
      }
      return true;
    }
    if (has_where && TakeAny(i, {"week"})) {  // "end of the week"
      phrase.kind = Kind::kWeek;
      phrase.week = 0;
      return true;
    }
    if (has_where) return false;
    Which which = Which::kNearest;
    TakeWhich(i, which);
    if (!Take(i, "weekend")) return false;
    phrase.kind = Kind::kWeekend;
    phrase.week = which == Which::kNearest ? 0 : which == Which::kNext ? 1 : -1;
    if (Take(i, "after")) {
      if (!Take(i, "next")) return false;
      phrase.week = 2;
    }
    return true;
  }

  // "next month", "end of the month", "in August", "early September 2026".
  bool Month(std::size_t& i, DayPhrase& phrase) {
    const bool has_in = TakeAny(i, {"in", "during", "sometime"});
    if (has_in) Take(i, "in");
    const bool has_where = TakeWhere(i, phrase.where);
    phrase.kind = Kind::kMonth;
    Which which = Which::kNearest;
    const bool has_which = TakeWhich(i, which);
    if (Take(i, "month")) {
      if (!has_which && !has_where) return false;
      phrase.month_offset = which == Which::kNearest ? 0 : which == Which::kNext ? 1 : -1;
      return true;
    }
    if (which == Which::kPast) return false;
    // "may" is a verb unless something makes it a month.
    if (Is(i, "may") && !has_in && !has_where && !has_which) return false;
    if (!TakeMonthName(i, phrase)) return false;
    // Only a year in full: the 20 of "July 20" is a day.
    if (Number(i) > 31) TakeYear(i, phrase);
    return true;
  }

  bool Weekday(std::size_t& i, DayPhrase& phrase) {
    phrase.kind = Kind::kWeekday;
    TakeWhich(i, phrase.which);
    if (!TakeWeekday(i, phrase)) return false;
    if (Is(i, "after") && Is(i + 1, "next") && !WeekdayAt(i + 2).has_value()) {
      phrase.which = Which::kAfterNext;
      i += 2;
      return true;
    }
    if (TakeWeek(i, phrase)) return true;
    if (Take(i, "next")) {  // "Tuesday next"
      phrase.which = Which::kNext;
      return true;
    }
    TakeWeekOrFortnight(i, phrase);
    return true;
  }

  // "the first Monday of August", "last Friday of next month".
  bool NthWeekday(std::size_t& i, DayPhrase& phrase) {
    phrase.kind = Kind::kNthWeekday;
    if (i < words_.size() && words_[i].ordinal && Number(i) <= 5) {
      phrase.nth = Number(i++);
    } else if (Take(i, "last")) {
      phrase.nth = -1;
    } else {
      return false;
    }
    if (!TakeWeekday(i, phrase)) return false;
    Take(i, "in");
    Which which = Which::kNearest;
    const bool has_which = TakeWhich(i, which);
    if (Take(i, "month")) {
      if (which == Which::kPast) return false;
      phrase.month_offset = has_which && which == Which::kNext ? 1 : 0;
      return true;
    }
    if (has_which || !TakeMonthName(i, phrase)) return false;
    TakeYear(i, phrase);
    return true;
  }

  bool Date(std::size_t& i, DayPhrase& phrase) {
    phrase.kind = Kind::kDate;
    if (TakeWeekday(i, phrase)) TakeAny(i, {"in", "this"});
    if (!NumericDate(i, phrase) && !NamedDate(i, phrase)) return false;
    if (!phrase.weekday.has_value()) TakeWeekday(i, phrase);  // "14 July (Tuesday)"
    return true;
  }

  bool NamedDate(std::size_t& i, DayPhrase& phrase) {
    std::size_t j = i;
    if (TakeDayNumber(j, phrase) && (Take(j, "in"), TakeMonthName(j, phrase))) {
      TakeYear(j, phrase);
    } else {
      j = i;
      TakeAny(j, {"this", "next"});
      if (!TakeMonthName(j, phrase) || !TakeDayNumber(j, phrase)) return false;
      TakeYear(j, phrase);
    }
    i = j;
    return true;
  }

  // 2026-07-14, 2026/7/14, 20260714, 14/7/2026, 14-7-26, 14.07.2026, 14/7.
  bool NumericDate(std::size_t& i, DayPhrase& phrase) {
    const int first = Number(i);
    if (first < 0) return false;
    if (words_[i].digits == 8) {
      phrase.year = first / 10000;
      phrase.month = first / 100 % 100;
      phrase.day = first % 100;
      ++i;
      return true;
    }
    const auto has_part = [&](std::size_t at, absl::string_view sign) {
      return IsSign(at, sign) && Number(at + 1) >= 0 && words_[at + 1].glued;
    };
    for (const absl::string_view sign : {"/", "-", "."}) {
      if (!has_part(i + 1, sign)) continue;
      const int second = Number(i + 2);
      const bool has_third = has_part(i + 3, sign);
      if (words_[i].digits == 4) {
        if (!has_third) return false;
        phrase.year = first;
        phrase.month = second;
        phrase.day = Number(i + 4);
        i += 5;
        return true;
      }
      // "9.30" and "10-11" are times.
      if (!has_third && sign != "/") return false;
      SetDayAndMonth(first, second, phrase);
      i += 3;
      if (has_third) {
        const int third = words_[i + 1].number;
        phrase.year = words_[i + 1].digits <= 2 ? 2000 + third : third;
        i += 2;
      }
      return true;
    }
    return false;
  }

  void SetDayAndMonth(int first, int second, DayPhrase& phrase) const {
    const bool as_usual_fits = (month_first_ ? first : second) <= 12;
    const bool swapped = month_first_ == as_usual_fits;
    phrase.day = swapped ? second : first;
    phrase.month = swapped ? first : second;
  }

  // "the 15th", "the 15th of next month", "Tuesday the 14th", "Tuesday 14".
  bool DayOfMonth(std::size_t& i, DayPhrase& phrase) {
    phrase.kind = Kind::kDayOfMonth;
    const bool has_weekday = TakeWeekday(i, phrase);
    if (i >= words_.size() || (!words_[i].ordinal && !has_weekday)) return false;
    phrase.day_is_bare = !words_[i].ordinal;
    if (phrase.day_is_bare && words_[i].padded) return false;
    if (!TakeDayNumber(i, phrase)) return false;
    std::size_t j = i;
    Which which = Which::kNearest;
    if (TakeWhich(j, which) && which != Which::kPast && Take(j, "month")) {
      phrase.month_offset = which == Which::kNext ? 1 : 0;
      i = j;
    }
    if (!phrase.weekday.has_value()) {
      j = i;
      DayPhrase behind;
      // "the 14th, Tuesday", but not "the 14th, Tuesday week".
      if (TakeWeekday(j, behind) && !IsAny(j, {"week", "fortnight"})) {
        phrase.weekday = behind.weekday;
        i = j;
      }
    }
    return true;
  }

  bool Holidays(std::size_t& i, DayPhrase& phrase) {
    for (const Holiday& holiday : kHolidays) {
      std::size_t j = i;
      bool fits = true;
      for (const absl::string_view word : holiday.words)
        fits = fits && (word.empty() || Take(j, word));
      if (!fits) continue;
      phrase.kind = Kind::kDate;
      phrase.month = holiday.month;
      phrase.day = holiday.day;
      TakeYear(j, phrase);
      i = j;
      return true;
    }
    return false;
  }

  absl::Span<const SpokenWord> words_;
  std::size_t start_;
  bool month_first_;
};

}  // namespace

std::optional<DayPhraseMatch> MatchDayPhrase(absl::Span<const SpokenWord> words, std::size_t at,
                                             bool month_first) {
  return Reader(words, at, month_first).Longest();
}

}  // namespace frontdesk
