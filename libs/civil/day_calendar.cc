#include "libs/civil/day_calendar.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/day_context.h"
#include "libs/civil/day_phrase.h"
#include "libs/civil/zone.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

using Kind = DayPhrase::Kind;
using Which = DayPhrase::Which;
using Where = DayPhrase::Where;

// Words name none beyond it (day_reader.cc), so digits that do are a slip: nothing we say of such a
// day would be understood.
constexpr int kLatestYear = 2199;

constexpr int kFarthestRepairedDays = 180;
constexpr int kFarthestTrustedDays = 14;

absl::Status NoSuchDay() {
  return MakeError(DomainError::kInvalidDate, "the calendar has no such day");
}
absl::Status Past() { return MakeError(DomainError::kDateInPast, "the day is before today"); }

std::optional<absl::CivilDay> MakeDay(absl::civil_year_t year, int month, int day) {
  const absl::CivilDay made(year, month, day);  // absl normalises what does not exist
  if (made.year() != year || made.month() != month || made.day() != day) return std::nullopt;
  return made;
}

absl::CivilDay MondayOf(absl::CivilDay day) {
  return absl::PrevWeekday(day + 1, absl::Weekday::monday);
}

absl::CivilDay LastDayOf(absl::CivilMonth month) { return absl::CivilDay(month + 1) - 1; }

class Calendar {
 public:
  explicit Calendar(const DayContext& context)
      : today_(DayAt(context.now, context.zone)),
        is_today_over_(context.last_slot_today.has_value() &&
                       context.now >= *context.last_slot_today) {}

  absl::StatusOr<SpokenDay> Find(const DayPhrase& phrase) const {
    ASSIGN_OR_RETURN(SpokenDay said, FindBase(phrase));
    if (phrase.plus_days == 0) return said;
    said.day += phrase.plus_days;
    for (absl::CivilDay& candidate : said.candidates) candidate += phrase.plus_days;
    return said;
  }

  // The next `day` of a month that falls on `weekday`, this month or next.
  std::optional<absl::CivilDay> NextOnBoth(int day, absl::Weekday weekday) const {
    for (int months = 0; months < 2; ++months) {
      const absl::CivilMonth month = absl::CivilMonth(today_) + months;
      const std::optional<absl::CivilDay> made = MakeDay(month.year(), month.month(), day);
      if (made.has_value() && *made >= today_ && absl::GetWeekday(*made) == weekday) return made;
    }
    return std::nullopt;
  }

 private:
  absl::StatusOr<SpokenDay> FindBase(const DayPhrase& phrase) const {
    switch (phrase.kind) {
      case Kind::kFromToday:
        return FromToday(phrase);
      case Kind::kWeekday:
        return Weekday(phrase);
      case Kind::kDate:
        return Date(phrase);
      case Kind::kDayOfMonth:
        return DayOfMonth(phrase);
      case Kind::kNthWeekday:
        return NthWeekday(phrase);
      case Kind::kWeek:
        return Week(phrase);
      case Kind::kWeekend:
        return Weekend(phrase);
      case Kind::kMonth:
        return Month(phrase);
    }
    return NoSuchDay();
  }

  absl::StatusOr<SpokenDay> NotPast(absl::CivilDay day, DayDetail detail) const {
    if (day < today_) return Past();
    return SpokenDay{.day = day, .detail = detail};
  }

  // The part of a range that is left. `preferred` is the day to begin with.
  absl::StatusOr<SpokenDay> Within(DayRange range, absl::CivilDay preferred) const {
    if (range.last < today_) return Past();
    range.first = std::max(range.first, today_);
    return SpokenDay{.day = std::clamp(preferred, range.first, range.last), .range = range};
  }

  // A question where what was said means several days. None of them is past.
  static SpokenDay OneOf(std::set<absl::CivilDay> days, DayDetail detail) {
    SpokenDay said{.day = *days.begin(), .detail = detail};
    if (days.size() > 1) said.candidates.assign(days.begin(), days.end());
    return said;
  }

  absl::StatusOr<SpokenDay> FromToday(const DayPhrase& phrase) const {
    if (phrase.months == 0) return NotPast(today_ + phrase.days, DayDetail::kRelative);
    const absl::CivilMonth month = absl::CivilMonth(today_) + phrase.months;
    const absl::CivilDay day(month.year(), month.month(),
                             std::min(today_.day(), LastDayOf(month).day()));
    return NotPast(day, DayDetail::kRelative);
  }

  absl::CivilDay Nearest(absl::Weekday weekday) const {
    return absl::NextWeekday(is_today_over_ ? today_ : today_ - 1, weekday);
  }

  absl::StatusOr<SpokenDay> Weekday(const DayPhrase& phrase) const {
    const absl::Weekday weekday = *phrase.weekday;
    if (phrase.week.has_value()) {
      const absl::CivilDay monday = MondayOf(today_) + 7 * *phrase.week;
      return NotPast(absl::NextWeekday(monday - 1, weekday), DayDetail::kRelative);
    }
    if (phrase.weeks_ahead.has_value()) {
      // The Tuesday of that week, or the nearest Tuesday and that many weeks.
      const int days = 7 * *phrase.weeks_ahead;
      return OneOf(
          {absl::NextWeekday(MondayOf(today_) + days - 1, weekday), Nearest(weekday) + days},
          DayDetail::kRelative);
    }
    switch (phrase.which) {
      case Which::kNearest:
        return NotPast(Nearest(weekday), DayDetail::kRelative);
      case Which::kNext:
        return NotPast(absl::NextWeekday(today_, weekday), DayDetail::kRelative);
      case Which::kAfterNext:
        return NotPast(absl::NextWeekday(today_, weekday) + 7, DayDetail::kRelative);
      case Which::kPast:
        return Past();
    }
    return Past();
  }

  absl::StatusOr<SpokenDay> Date(const DayPhrase& phrase) const {
    const int month = *phrase.month;
    const int day = *phrase.day;
    // A leap year tells what no year has; which years have it is decided below.
    if (month < 1 || month > 12 || !MakeDay(2024, month, day).has_value()) return NoSuchDay();
    ASSIGN_OR_RETURN(SpokenDay said, phrase.year.has_value() ? InYear(*phrase.year, month, day)
                                                             : InAnyYear(month, day));
    if (phrase.weekday.has_value() && absl::GetWeekday(said.day) != *phrase.weekday) {
      return Disagreeing(said, *phrase.weekday, /*has_year=*/phrase.year.has_value());
    }
    return said;
  }

  // This year's day, or next year's if that is over.
  std::optional<absl::CivilDay> NextInYears(int month, int day) const {
    const bool is_over = month < today_.month() || (month == today_.month() && day < today_.day());
    return MakeDay(today_.year() + (is_over ? 1 : 0), month, day);
  }

  absl::StatusOr<SpokenDay> InAnyYear(int month, int day) const {
    const std::optional<absl::CivilDay> next = NextInYears(month, day);
    if (!next.has_value()) return NoSuchDay();
    return SpokenDay{.day = *next, .detail = DayDetail::kMonthAndDay};
  }

  absl::StatusOr<SpokenDay> InYear(int year, int month, int day) const {
    if (year > kLatestYear) return NoSuchDay();
    if (year >= today_.year()) {
      const std::optional<absl::CivilDay> made = MakeDay(year, month, day);
      if (!made.has_value()) return NoSuchDay();
      return NotPast(*made, DayDetail::kFullDate);
    }
    // Agents fill in last year where the offer named none: most live bookings carried such a date.
    const std::optional<absl::CivilDay> repaired = NextInYears(month, day);
    if (!repaired.has_value()) return NoSuchDay();
    if (*repaired - today_ > kFarthestRepairedDays) return Past();
    return SpokenDay{.day = *repaired, .year_repaired = true, .detail = DayDetail::kFullDate};
  }

  // The day of the month counts more than the weekday, except when it is far away while the weekday
  // is near: then either may be the slip.
  absl::StatusOr<SpokenDay> Disagreeing(SpokenDay said, absl::Weekday weekday,
                                        bool has_year) const {
    if (said.day - today_ <= kFarthestTrustedDays) return said;
    const bool was_this_year = said.day.year() > today_.year() && !has_year;
    if (was_this_year) {
      // "Monday, July 6" said a week too late: it was a Monday this year and is none next year.
      const std::optional<absl::CivilDay> over =
          MakeDay(today_.year(), said.day.month(), said.day.day());
      if (over.has_value() && absl::GetWeekday(*over) == weekday) return Past();
    }
    said.candidates = {said.day, Nearest(weekday)};
    return said;
  }

  absl::StatusOr<SpokenDay> DayOfMonth(const DayPhrase& phrase) const {
    const int day = *phrase.day;
    if (phrase.month_offset.has_value()) {
      const absl::CivilMonth month = absl::CivilMonth(today_) + *phrase.month_offset;
      const std::optional<absl::CivilDay> made = MakeDay(month.year(), month.month(), day);
      if (!made.has_value()) return NoSuchDay();
      ASSIGN_OR_RETURN(SpokenDay said, NotPast(*made, DayDetail::kDayOfMonth));
      if (phrase.weekday.has_value() && absl::GetWeekday(*made) != *phrase.weekday) {
        return Disagreeing(said, *phrase.weekday, /*has_year=*/true);
      }
      return said;
    }
    if (phrase.weekday.has_value()) {
      const std::optional<absl::CivilDay> both = NextOnBoth(day, *phrase.weekday);
      if (both.has_value()) return SpokenDay{.day = *both, .detail = DayDetail::kDayOfMonth};
    }
    for (int months = 0; months < 3; ++months) {
      const absl::CivilMonth month = absl::CivilMonth(today_) + months;
      const std::optional<absl::CivilDay> made = MakeDay(month.year(), month.month(), day);
      if (!made.has_value() || *made < today_) continue;
      SpokenDay said{.day = *made, .detail = DayDetail::kDayOfMonth};
      if (!phrase.weekday.has_value()) return said;
      return Disagreeing(said, *phrase.weekday, /*has_year=*/true);
    }
    return NoSuchDay();
  }

  absl::CivilMonth MonthNamedBy(const DayPhrase& phrase) const {
    if (phrase.month_offset.has_value()) return absl::CivilMonth(today_) + *phrase.month_offset;
    if (phrase.year.has_value()) return absl::CivilMonth(*phrase.year, *phrase.month);
    return absl::CivilMonth(today_.year() + (*phrase.month < today_.month() ? 1 : 0),
                            *phrase.month);
  }

  absl::StatusOr<SpokenDay> NthWeekday(const DayPhrase& phrase) const {
    const auto in_month = [&](absl::CivilMonth month) {
      return phrase.nth < 0 ? absl::PrevWeekday(absl::CivilDay(month + 1), *phrase.weekday)
                            : absl::NextWeekday(absl::CivilDay(month) - 1, *phrase.weekday) +
                                  7 * (phrase.nth - 1);
    };
    if (!phrase.month.has_value() && !phrase.month_offset.has_value()) {
      absl::CivilMonth month(today_);
      while (in_month(month) < today_ || absl::CivilMonth(in_month(month)) != month) ++month;
      // "The first Tuesday" is the coming one just as well, "the 2nd, Wednesday" a date.
      std::set<absl::CivilDay> days = {in_month(month)};
      if (phrase.nth == 1) days.insert(Nearest(*phrase.weekday));
      const std::optional<absl::CivilDay> date = NextOnBoth(phrase.nth, *phrase.weekday);
      if (date.has_value()) days.insert(*date);
      return OneOf(std::move(days), DayDetail::kDayOfMonth);
    }
    absl::CivilMonth month = MonthNamedBy(phrase);
    if (!phrase.year.has_value() && phrase.month.has_value() && in_month(month) < today_) {
      month += 12;
    }
    const absl::CivilDay day = in_month(month);
    if (absl::CivilMonth(day) != month) return NoSuchDay();
    return NotPast(day, DayDetail::kMonthAndDay);
  }

  absl::StatusOr<SpokenDay> Week(const DayPhrase& phrase) const {
    const absl::CivilDay monday = MondayOf(today_) + 7 * *phrase.week;
    switch (phrase.where) {
      case Where::kAnywhere:
        return Within({monday, monday + 6}, today_ + 7 * *phrase.week);
      case Where::kStart:
        return Within({monday, monday + 1}, monday);
      case Where::kMiddle:
        return Within({monday + 1, monday + 3}, monday + 2);
      case Where::kEnd:
        return Within({monday + 3, monday + 4}, monday + 4);
    }
    return NoSuchDay();
  }

  absl::StatusOr<SpokenDay> Weekend(const DayPhrase& phrase) const {
    const absl::CivilDay saturday = MondayOf(today_) + 7 * *phrase.week + 5;
    return Within({saturday, saturday + 1}, saturday);
  }

  absl::StatusOr<SpokenDay> Month(const DayPhrase& phrase) const {
    const absl::CivilMonth month = MonthNamedBy(phrase);
    const absl::CivilDay first(month);
    const absl::CivilDay last = LastDayOf(month);
    switch (phrase.where) {
      case Where::kAnywhere:
        return Within({first, last}, first);
      case Where::kStart:
        return Within({first, first + 9}, first);
      case Where::kMiddle:
        return Within({first + 10, first + 19}, first + 14);
      case Where::kEnd:
        return Within({last - 6, last}, last);
    }
    return NoSuchDay();
  }

  absl::CivilDay today_;
  bool is_today_over_;
};

}  // namespace

absl::StatusOr<SpokenDay> OnCalendar(const DayPhrase& phrase, const DayContext& context) {
  return Calendar(context).Find(phrase);
}

bool AgreesWithCalendar(const DayPhrase& phrase, const DayContext& context) {
  return Calendar(context).NextOnBoth(*phrase.day, *phrase.weekday).has_value();
}

}  // namespace frontdesk
