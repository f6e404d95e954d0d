#ifndef FRONTDESK_LIBS_CIVIL_DAY_PHRASE_H_
#define FRONTDESK_LIBS_CIVIL_DAY_PHRASE_H_

#include <cstddef>
#include <optional>

#include "absl/time/civil_time.h"

namespace frontdesk {

// What a phrase says about a day, before anyone looks at a calendar.
struct DayPhrase {
  enum class Kind {
    kFromToday,   // `days` and `months` from today
    kWeekday,     // `which` `weekday`, or the one in `week`
    kDate,        // `day` and `month`, maybe `year` and `weekday`
    kDayOfMonth,  // `day`, maybe in `month_offset`, maybe with `weekday`
    kNthWeekday,  // the `nth` (-1: last) `weekday` of `month`, `month_offset` or any month
    kWeek,        // `where` in the week `week`
    kWeekend,     // of the week `week`
    kMonth,       // `where` in `month` or in `month_offset`
  };
  enum class Which { kNearest, kNext, kAfterNext, kPast };
  enum class Where { kAnywhere, kStart, kMiddle, kEnd };

  Kind kind = Kind::kFromToday;
  Which which = Which::kNearest;
  Where where = Where::kAnywhere;
  int days = 0;
  int months = 0;
  int plus_days = 0;  // "Tuesday week": added to whatever the rest says
  int nth = 0;
  std::optional<absl::Weekday> weekday = std::nullopt;
  std::optional<int> week = std::nullopt;          // 0 this week, 1 next, 2 the one after
  std::optional<int> weeks_ahead = std::nullopt;   // "Tuesday in two weeks"
  std::optional<int> month_offset = std::nullopt;  // 0 this month, 1 next
  std::optional<int> day = std::nullopt;
  std::optional<int> month = std::nullopt;
  std::optional<int> year = std::nullopt;  // four digits
  bool is_evening = false;                 // "tonight"
  // "Tuesday 14": the 14 is a day of the month only if that day is a Tuesday, else it is a time.
  bool day_is_bare = false;
};

struct DayPhraseMatch {
  DayPhrase phrase;
  std::size_t length = 0;  // in words
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_DAY_PHRASE_H_
