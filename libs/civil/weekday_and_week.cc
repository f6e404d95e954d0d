#include "libs/civil/weekday_and_week.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/civil/day_phrase.h"
#include "libs/civil/spoken_words.h"
#include "libs/civil/time_phrase.h"

namespace frontdesk {
namespace {

constexpr absl::string_view kOfTimes[] = {"am",   "at",     "half", "in", "midday",
                                          "noon", "oclock", "past", "pm"};

bool IsOfTime(const SpokenWord& word) {
  return word.IsNumber() || word.glued || DayPartOf(word).has_value() ||
         std::find(std::begin(kOfTimes), std::end(kOfTimes), word.text) != std::end(kOfTimes);
}

bool IsMereWeekday(const DayPhrase& phrase) {
  return phrase.kind == DayPhrase::Kind::kWeekday && phrase.which == DayPhrase::Which::kNearest &&
         !phrase.week.has_value() && !phrase.weeks_ahead.has_value() && phrase.plus_days == 0;
}

}  // namespace

std::optional<DayPhrase> JoinWeekdayAndWeek(const DayPhrase& first, const DayPhrase& second,
                                            absl::Span<const SpokenWord> between) {
  if (!std::all_of(between.begin(), between.end(), IsOfTime)) return std::nullopt;
  const bool in_order = IsMereWeekday(first);
  DayPhrase day = in_order ? first : second;
  const DayPhrase& week = in_order ? second : first;
  if (!IsMereWeekday(day)) return std::nullopt;
  if (week.kind == DayPhrase::Kind::kWeek && week.where == DayPhrase::Where::kAnywhere) {
    day.week = week.week;
    return day;
  }
  const bool counts_weeks = week.kind == DayPhrase::Kind::kFromToday && week.months == 0 &&
                            week.days > 0 && week.days % 7 == 0 && week.plus_days == 0;
  if (!counts_weeks) return std::nullopt;
  day.weeks_ahead = week.days / 7;
  return day;
}

}  // namespace frontdesk
