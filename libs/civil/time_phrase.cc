#include "libs/civil/time_phrase.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/civil/spoken_words.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/word_reader.h"

namespace frontdesk {
namespace {

enum class Half { kUnknown, kMorning, kAfternoon, kWholeDay };  // of the clock; kWholeDay: 24 hours

// A clock time as said.
struct Clock {
  int hour = 0;
  int minute = 0;
  Half half = Half::kUnknown;
  bool is_clear = false;
};

TimeOfDay Minus(TimeOfDay time, int minutes) {
  const int day = TimeOfDay::kMinutesInDay;
  return TimeOfDay::FromMinutes((time.minutes() - minutes + day) % day);
}

// The readings of `clock`, the likelier first; none when no clock shows it.
std::vector<TimeOfDay> Readings(const Clock& clock) {
  if (clock.minute < 0 || clock.minute > 59 || clock.hour < 0 || clock.hour > 23) return {};
  const TimeOfDay as_said = TimeOfDay::At(clock.hour, clock.minute);
  const bool has_24_hours = clock.hour >= 13 || clock.hour == 0;
  if (clock.half == Half::kWholeDay || (clock.half == Half::kUnknown && has_24_hours)) {
    return {as_said};
  }
  const TimeOfDay morning = TimeOfDay::At(clock.hour % 12, clock.minute);
  const TimeOfDay afternoon = TimeOfDay::At(clock.hour % 12 + 12, clock.minute);
  switch (clock.half) {
    case Half::kMorning:
      // "14:00 am" contradicts itself.
      return clock.hour >= 13 ? std::vector<TimeOfDay>{} : std::vector{morning};
    case Half::kAfternoon:
      return clock.hour == 0 ? std::vector<TimeOfDay>{} : std::vector{afternoon};
    default:
      break;
  }
  const bool prefers_morning = clock.hour >= 7 && clock.hour <= 11;
  return prefers_morning ? std::vector{morning, afternoon} : std::vector{afternoon, morning};
}

class Reader : WordReader {
 public:
  Reader(absl::Span<const SpokenWord> words, std::size_t at, std::optional<DayPart> part_hint)
      : WordReader(words), start_(at), part_hint_(part_hint) {}

  std::optional<TimePhraseMatch> Read() {
    std::size_t i = start_;
    TimePhrase phrase;
    if (Window(i, phrase) || (i = start_, Exact(i, phrase))) return {{phrase, i - start_}};
    return std::nullopt;
  }

 private:
  bool TakeApproximately(std::size_t& i) const {
    bool took = false;
    while (TakeAny(i, {"around", "about", "approximately", "approx", "roughly", "say", "like"})) {
      took = true;
    }
    return took;
  }

  bool Exact(std::size_t& i, TimePhrase& phrase) const {
    TakeApproximately(i);
    const bool has_at = TakeAny(i, {"at"});
    TakeApproximately(i);
    Clock clock;
    if (!ClockTime(i, clock)) return false;
    TakeAny(i, {"ish", "sharp", "exactly"});
    phrase.readings = Readings(clock);
    phrase.is_clear = clock.is_clear || has_at;
    phrase.is_bare = !clock.is_clear;
    phrase.is_impossible = phrase.readings.empty();
    return true;
  }

  // "after 3", "before noon", "between 2 and 4", "from 9 to 11", "10 or later", "9am-11am".
  bool Window(std::size_t& i, TimePhrase& phrase) const {
    const TimeOfDay start_of_day = TimeOfDay::At(0);
    const TimeOfDay end_of_day = TimeOfDay::At(23, 59);
    if (TakeAny(i, {"lunchtime"}) || (Is(i, "lunch") && Is(i + 1, "time") && (i += 2))) {
      phrase.window = TimeWindow{TimeOfDay::At(12), TimeOfDay::At(13, 59)};
      phrase.is_clear = true;
      return true;
    }
    const std::size_t from = i;
    if (TakeAny(i, {"after"}) && TakeAny(i, {"lunch", "lunchtime"})) {
      phrase.window = WindowOf(DayPart::kAfternoon);
      phrase.is_clear = true;
      return true;
    }
    i = from;
    if (TakeAny(i, {"after"}) && TakeAny(i, {"work"})) {
      phrase.window = WindowOf(DayPart::kEvening);
      phrase.is_clear = true;
      return true;
    }
    i = from;
    const bool is_between = TakeAny(i, {"between", "from"});
    Clock first;
    Clock second;
    if (is_between || Cardinal(i) >= 0) {
      std::size_t j = i;
      // "9 to 11" is a stretch of time here, not 10:51.
      const bool has_first =
          ClockTime(j, first, /*may_be_relative=*/false) || (is_between && ClockTime(j, first));
      const bool is_pair = has_first && TakeAny(j, {"and", "to", "until", "till", "-"}) &&
                           ClockTime(j, second) &&
                           (is_between || !MayBeMinutesTo(start_) ||
                            (first.is_clear && second.is_clear) || second.half != Half::kUnknown);
      if (is_pair && SetWindow(first, second, phrase)) {
        phrase.is_bare = !is_between && !first.is_clear && !second.is_clear;
        i = j;
        return true;
      }
    }
    i = from;
    const bool is_after =
        TakeAny(i, {"after", "from", "past"}) || (TakeAny(i, {"later"}) && TakeAny(i, {"than"})) ||
        (i = from, TakeAny(i, {"not"}) && TakeAny(i, {"before"})) ||
        (i = from, TakeAny(i, {"no", "not"}) && TakeAny(i, {"earlier"}) && TakeAny(i, {"than"}));
    if (is_after) {
      TakeApproximately(i);
      if (!ClockTime(i, first)) return false;
      TakeAny(i, {"onwards", "onward"});
      const std::vector<TimeOfDay> readings = Readings(first);
      if (readings.empty()) return false;
      phrase.window = TimeWindow{readings.front(), end_of_day};
      phrase.is_clear = true;
      return true;
    }
    i = from;
    const bool is_at_last = TakeAny(i, {"by"}) || (TakeAny(i, {"no", "not"}) &&
                                                   TakeAny(i, {"later"}) && TakeAny(i, {"than"}));
    if (!is_at_last) i = from;
    const bool is_before = is_at_last || TakeAny(i, {"before", "until", "till"}) ||
                           (TakeAny(i, {"earlier"}) && TakeAny(i, {"than"})) ||
                           (i = from, TakeAny(i, {"not"}) && TakeAny(i, {"after"}));
    if (is_before) {
      TakeApproximately(i);
      if (!ClockTime(i, first)) return false;
      const std::vector<TimeOfDay> readings = Readings(first);
      if (readings.empty() || readings.front() == start_of_day) return false;
      phrase.window =
          TimeWindow{start_of_day, is_at_last ? readings.front() : Minus(readings.front(), 1)};
      phrase.is_clear = true;
      return true;
    }
    i = from;
    if (!ClockTime(i, first) || !TakeAny(i, {"or"})) return false;
    const bool is_later = TakeAny(i, {"later", "after"});
    if (!is_later && !TakeAny(i, {"earlier", "before"})) return false;
    const std::vector<TimeOfDay> readings = Readings(first);
    if (readings.empty()) return false;
    phrase.window = is_later ? TimeWindow{readings.front(), end_of_day}
                             : TimeWindow{start_of_day, readings.front()};
    phrase.is_clear = true;
    phrase.is_bare = !first.is_clear;
    return true;
  }

  // "ten to eleven" rather is 10:50; "nine to eleven" cannot be.
  bool MayBeMinutesTo(std::size_t i) const { return Cardinal(i) % 5 == 0; }

  static bool SetWindow(Clock first, Clock second, TimePhrase& phrase) {
    const std::vector<TimeOfDay> lasts = Readings(second);
    std::vector<TimeOfDay> firsts = Readings(first);
    // "2 to 4pm": the mark of the second counts for the first, as long as that keeps the order.
    if (first.half == Half::kUnknown && second.half != Half::kUnknown) {
      first.half = second.half;
      const std::vector<TimeOfDay> marked = Readings(first);
      if (!marked.empty() && !lasts.empty() && marked.front() < lasts.front()) firsts = marked;
    }
    for (const TimeOfDay from : firsts) {
      for (const TimeOfDay to : lasts) {
        if (from >= to) continue;
        phrase.window = TimeWindow{from, to};
        phrase.is_clear = true;
        return true;
      }
    }
    return false;
  }

  // Any one clock time, its half of the day included.
  bool ClockTime(std::size_t& i, Clock& clock, bool may_be_relative = true) const {
    std::size_t j = i;
    if (Named(j, clock) || (j = i, may_be_relative && PastOrTo(j, clock)) ||
        (j = i, Digital(j, clock)) || (j = i, Hundreds(j, clock)) ||
        (j = i, HourAndMinute(j, clock)) || (j = i, PlainHour(j, clock))) {
      TakeHalf(j, clock);
      i = j;
      return true;
    }
    return false;
  }

  bool Named(std::size_t& i, Clock& clock) const {
    if (Cardinal(i) == 12 && (Is(i + 1, "noon") || Is(i + 1, "midday") || Is(i + 1, "midnight")))
      ++i;
    if (TakeAny(i, {"noon", "midday"})) {
      clock = {.hour = 12, .half = Half::kWholeDay, .is_clear = true};
    } else if (TakeAny(i, {"midnight"})) {
      clock = {.hour = 0, .half = Half::kWholeDay, .is_clear = true};
    } else {
      return false;
    }
    return true;
  }

  // "half past two", "a quarter to 3", "ten past nine", "ten of nine", "half two".
  bool PastOrTo(std::size_t& i, Clock& clock) const {
    TakeAny(i, {"a"});
    int minutes = 0;
    bool may_lack_past = false;
    if (TakeAny(i, {"half"})) {
      minutes = 30;
      may_lack_past = true;
    } else if (TakeAny(i, {"quarter"})) {
      minutes = 15;
    } else if (Cardinal(i) >= 1 && Cardinal(i) <= 59) {
      minutes = Cardinal(i++);
      const bool has_unit = TakeAny(i, {"minutes", "minute", "mins", "min"});
      if (!has_unit && minutes % 5 != 0) return false;
    } else {
      return false;
    }
    const bool is_past = TakeAny(i, {"past", "after"});
    const bool is_to = !is_past && TakeAny(i, {"to", "of", "before", "til", "till"});
    if (!is_past && !is_to && !may_lack_past) return false;
    const bool is_noon = Is(i, "noon") || Is(i, "midday");
    const bool is_midnight = Is(i, "midnight");
    if (!is_noon && !is_midnight && (Cardinal(i) < 1 || Cardinal(i) > 23)) return false;
    clock.hour = is_noon ? 12 : is_midnight ? 0 : Cardinal(i);
    if (is_noon || is_midnight) clock.half = Half::kWholeDay;
    clock.minute = is_to ? 60 - minutes : minutes;
    if (is_to) {
      const bool was_hour_of_12 = clock.hour >= 1 && clock.hour <= 12;
      clock.hour = clock.hour == 0 ? 23 : was_hour_of_12 && clock.hour == 1 ? 12 : clock.hour - 1;
    }
    clock.is_clear = true;
    ++i;
    TakeAny(i, {"oclock"});
    return true;
  }

  // 9:30, 09:30:00, 9.30, 9h30.
  bool Digital(std::size_t& i, Clock& clock) const {
    if (Cardinal(i) < 0 || words_[i].digits == 0 || words_[i].digits > 2) return false;
    const bool has_sign =
        (Is(i + 1, ":") || Is(i + 1, ".") || Is(i + 1, "h")) && words_[i + 1].glued;
    if (!has_sign) return false;
    if (Cardinal(i + 2) < 0) {
      if (!Is(i + 1, "h")) return false;
      clock = {.hour = Cardinal(i), .half = Half::kWholeDay, .is_clear = true};  // "9h"
      i += 2;
      return true;
    }
    if (!words_[i + 2].glued || words_[i + 2].digits != 2) return false;
    clock.hour = Cardinal(i);
    clock.minute = Cardinal(i + 2);
    clock.is_clear = true;
    if (words_[i].padded) clock.half = Half::kWholeDay;
    const bool is_colon = Is(i + 1, ":");
    i += 3;
    if (is_colon && Is(i, ":") && Cardinal(i + 1) >= 0) {  // seconds, and their fraction
      i += 2;
      if (Is(i, ".") && Cardinal(i + 1) >= 0) i += 2;
    }
    TakeAny(i, {"h", "hrs", "hours"});
    return true;
  }

  // "fourteen hundred", "1430", "0900 hours", "930".
  bool Hundreds(std::size_t& i, Clock& clock) const {
    const int number = Cardinal(i);
    if (number < 0) return false;
    if (Is(i + 1, "hundred")) {
      clock = {.hour = number, .half = Half::kWholeDay, .is_clear = true};
      i += 2;
      TakeAny(i, {"hours", "hrs"});
      return true;
    }
    if (words_[i].digits != 3 && words_[i].digits != 4) return false;
    clock.hour = number / 100;
    clock.minute = number % 100;
    if (clock.hour > 23 || clock.minute > 59) return false;
    const bool is_padded = words_[i].digits == 4 && clock.hour < 10;
    if (is_padded) clock.half = Half::kWholeDay;
    ++i;
    if (TakeAny(i, {"hours", "hrs", "h"})) {
      clock.half = Half::kWholeDay;
      clock.is_clear = true;
    }
    return true;
  }

  // "nine thirty", "two fifteen pm", "nine oh five", "9 30".
  bool HourAndMinute(std::size_t& i, Clock& clock) const {
    const int hour = Cardinal(i);
    const int minute = Cardinal(i + 1);
    if (hour < 0 || hour > 23 || words_[i].digits > 2) return false;
    const bool is_two_digits = minute >= 10 ? words_[i + 1].digits == 0 || words_[i + 1].digits == 2
                                            : minute >= 0 && words_[i + 1].digits == 2;
    if (!is_two_digits || minute > 59) return false;
    clock.hour = hour;
    clock.minute = minute;
    if (words_[i].padded) clock.half = Half::kWholeDay;
    clock.is_clear = words_[i].digits == 0 && words_[i + 1].digits == 0;
    i += 2;
    return true;
  }

  bool PlainHour(std::size_t& i, Clock& clock) const {
    const int hour = Cardinal(i);
    if (hour < 0 || hour > 23 || words_[i].digits > 2) return false;
    clock.hour = hour;
    if (words_[i].padded) clock.half = Half::kWholeDay;
    ++i;
    if (TakeAny(i, {"oclock"})) clock.is_clear = true;
    return true;
  }

  // "am", "in the morning", "at night"; else what was said elsewhere.
  void TakeHalf(std::size_t& i, Clock& clock) const {
    // A clock of 24 hours needs no part; one that contradicts it is left for whoever checks the
    // rest.
    const bool is_settled = clock.half == Half::kWholeDay || clock.hour >= 13 || clock.hour == 0;
    std::optional<DayPart> part = part_hint_;
    std::size_t j = i;
    TakeAny(j, {"oclock"});
    if (Is(j, "am") || Is(j, "pm")) {
      clock.half = Is(j, "am") ? Half::kMorning : Half::kAfternoon;
      clock.is_clear = true;
      i = j + 1;
      return;
    }
    TakeAny(j, {"in", "at", "this"});
    if (!is_settled && j < words_.size() && DayPartOf(words_[j]).has_value()) {
      part = DayPartOf(words_[j]);
      clock.is_clear = true;
      i = j + 1;
    }
    if (!part.has_value() || is_settled) return;
    if (*part == DayPart::kMorning) {
      // "twelve tomorrow morning" hardly means midnight.
      clock.half = clock.hour == 12 ? Half::kAfternoon : Half::kMorning;
    } else {
      clock.half =
          *part == DayPart::kEvening && clock.hour == 12 ? Half::kMorning : Half::kAfternoon;
    }
  }

  std::size_t start_;
  std::optional<DayPart> part_hint_;
};

}  // namespace

std::optional<TimePhraseMatch> MatchTimePhrase(absl::Span<const SpokenWord> words, std::size_t at,
                                               std::optional<DayPart> part_hint) {
  return Reader(words, at, part_hint).Read();
}

std::optional<DayPart> DayPartOf(const SpokenWord& word) {
  constexpr std::pair<absl::string_view, DayPart> kParts[] = {
      {"morning", DayPart::kMorning},     {"mornings", DayPart::kMorning},
      {"afternoon", DayPart::kAfternoon}, {"afternoons", DayPart::kAfternoon},
      {"arvo", DayPart::kAfternoon},      {"evening", DayPart::kEvening},
      {"evenings", DayPart::kEvening},    {"night", DayPart::kEvening},
      {"tonight", DayPart::kEvening},
  };
  for (const auto& [name, part] : kParts) {
    if (word.Is(name)) return part;
  }
  return std::nullopt;
}

}  // namespace frontdesk
