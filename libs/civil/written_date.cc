#include "libs/civil/written_date.h"

#include <cstddef>
#include <optional>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/civil/day_phrase.h"
#include "libs/civil/day_reader.h"
#include "libs/civil/spoken_words.h"

namespace frontdesk {
namespace {

using Kind = DayPhrase::Kind;
using Which = DayPhrase::Which;

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

class Reader : DayReader {
 public:
  Reader(absl::Span<const SpokenWord> words, std::size_t at, bool month_first)
      : DayReader(words), start_(at), month_first_(month_first) {}

  std::optional<DayPhraseMatch> Longest() {
    std::optional<DayPhraseMatch> best;
    for (const auto rule :
         {&Reader::NthWeekday, &Reader::Date, &Reader::DayOfMonth, &Reader::Holidays}) {
      std::size_t i = start_;
      DayPhrase phrase;
      if (!(this->*rule)(i, phrase)) continue;
      const std::size_t length = i - start_;
      if (!best.has_value() || length > best->length) best = {std::move(phrase), length};
    }
    return best;
  }

 private:
  // "the first Monday of August", "last Friday of next month", "the 2nd Tuesday".
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
    const std::size_t after_weekday = i;
    Take(i, "in");
    Which which = Which::kNearest;
    const bool has_which = TakeWhich(i, which);
    if (Take(i, "month")) {
      if (which == Which::kPast) return false;
      phrase.month_offset = has_which && which == Which::kNext ? 1 : 0;
      return true;
    }
    if (has_which || !TakeMonthName(i, phrase)) {
      i = after_weekday;  // "the 2nd Tuesday": of whichever month it comes in next
      return phrase.nth > 0;
    }
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
        if (words_[i + 1].digits > 4) return false;
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
    // "Tuesday ten past nine", "Tuesday 10 to 11".
    if (phrase.day_is_bare && Number(i) % 5 == 0 && Cardinal(i + 2) >= 0 &&
        IsAny(i + 1, {"past", "to", "of", "after", "before", "til", "till"})) {
      return false;
    }
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

  std::size_t start_;
  bool month_first_;
};

}  // namespace

std::optional<DayPhraseMatch> MatchWrittenDate(absl::Span<const SpokenWord> words, std::size_t at,
                                               bool month_first) {
  return Reader(words, at, month_first).Longest();
}

}  // namespace frontdesk
