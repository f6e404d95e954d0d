#include "libs/civil/spoken_day.h"

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "libs/civil/day_calendar.h"
#include "libs/civil/day_phrase.h"
#include "libs/civil/heard.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/time_phrase.h"
#include "libs/civil/zone.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

absl::Status NotUnderstood() {
  return MakeError(DomainError::kInvalidDate, "no day could be understood");
}

// The day of an ISO date-time goes through the same rules as one that was said: its year may be
// wrong.
absl::StatusOr<SpokenDay> DayOfInstant(absl::Time instant, const DayContext& context) {
  const absl::CivilDay day = DayAt(instant, context.zone);
  return OnCalendar({.kind = DayPhrase::Kind::kDate,
                     .day = day.day(),
                     .month = day.month(),
                     .year = static_cast<int>(day.year())},
                    context);
}

// The day that was heard, if any.
absl::StatusOr<std::optional<SpokenDay>> DayOf(const Heard& heard, const DayContext& context) {
  std::optional<SpokenDay> day = heard.day;
  if (heard.instant.has_value()) {
    ASSIGN_OR_RETURN(const SpokenDay of_instant, DayOfInstant(*heard.instant, context));
    if (day.has_value() && day->day != of_instant.day) return NotUnderstood();
    day = of_instant;
  }
  if (!day.has_value()) {
    if (!heard.is_soonest && !heard.is_whenever) return day;
    day = SpokenDay{.day = DayAt(context.now, context.zone), .is_soonest = true};
  }
  day->is_soonest = day->is_soonest || heard.is_soonest;
  day->part = heard.part;
  for (const TimePhrase& time : heard.times) {
    if (!time.window.has_value()) continue;
    const TimeWindow so_far = day->window.value_or(
        day->part.has_value() ? WindowOf(*day->part)
                              : TimeWindow{TimeOfDay::At(0), TimeOfDay::At(23, 59)});
    day->window = Overlap(so_far, *time.window);
    if (!day->window.has_value()) return NotUnderstood();
  }
  return day;
}

}  // namespace

absl::StatusOr<SpokenDay> ParseSpokenDay(absl::string_view said, const DayContext& context) {
  ASSIGN_OR_RETURN(const Heard heard, Listen(said, context));
  ASSIGN_OR_RETURN(const std::optional<SpokenDay> day, DayOf(heard, context));
  if (!day.has_value() || heard.has_negation) return NotUnderstood();
  if (heard.has_unknown_words) return NotUnderstood();
  // A written date stands on its own ("Tuesday, July 14 at 9:00 AM at City Rooms"); behind
  // "Tuesday" the name may be what makes it another Tuesday.
  if (heard.has_name_behind && day->detail < DayDetail::kMonthAndDay) return NotUnderstood();
  return *day;
}

absl::StatusOr<std::optional<SpokenDay>> FindSpokenDay(absl::string_view text,
                                                       const DayContext& context) {
  ASSIGN_OR_RETURN(const Heard heard, Listen(text, context));
  if (!heard.day.has_value() && !heard.instant.has_value()) return std::optional<SpokenDay>();
  return DayOf(heard, context);
}

const SpokenDay& MoreExplicit(const SpokenDay& a, const SpokenDay& b) {
  return b.detail > a.detail ? b : a;
}

}  // namespace frontdesk
