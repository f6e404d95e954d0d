#include "libs/civil/relative_day.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/types/span.h"
#include "libs/civil/calendar_words.h"
#include "libs/civil/day_phrase.h"
#include "libs/civil/day_reader.h"
#include "libs/civil/spoken_words.h"

namespace frontdesk {
namespace {

using Kind = DayPhrase::Kind;
using Which = DayPhrase::Which;
using Where = DayPhrase::Where;

class Reader : DayReader {
 public:
  Reader(absl::Span<const SpokenWord> words, std::size_t at) : DayReader(words), start_(at) {}

  std::optional<DayPhraseMatch> Longest() {
    std::optional<DayPhraseMatch> best;
    for (const auto rule : {&Reader::FromToday, &Reader::InSomeDays, &Reader::WeekOrWeekend,
                            &Reader::Month, &Reader::Weekday}) {
      std::size_t i = start_;
      DayPhrase phrase;
      if (!(this->*rule)(i, phrase)) continue;
      const std::size_t length = i - start_;
      if (!best.has_value() || length > best->length) best = {std::move(phrase), length};
    }
    return best;
  }

 private:
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

  // "a week today", "a week tomorrow".
  bool IsNamedDay(std::size_t i) const {
    return i < words_.size() && !words_[i].IsNumber() &&
           (IsToday(words_[i].text) || IsTomorrow(words_[i].text));
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
      const bool is_weekday = Weekday(j, base);
      if (is_weekday ||
          (j = i, base = {}, (has_from || (!has_in && IsNamedDay(j))) && FromToday(j, base))) {
        phrase = base;
        // "two weeks on Friday" counts from Friday, "in two weeks on Friday" perhaps from today.
        const bool is_open = is_weekday && has_in && !has_from && !base.week.has_value() &&
                             base.which == Which::kNearest && base.plus_days == 0;
        if (is_open) {
          phrase.weeks_ahead = days / 7;
        } else {
          phrase.plus_days += days;
        }
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

  std::size_t start_;
};

}  // namespace

std::optional<DayPhraseMatch> MatchRelativeDay(absl::Span<const SpokenWord> words, std::size_t at) {
  return Reader(words, at).Longest();
}

}  // namespace frontdesk
