#include "libs/civil/spoken_time.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/civil/heard.h"
#include "libs/civil/spoken_day.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/time_phrase.h"
#include "libs/civil/zone.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

absl::Status NotUnderstood() {
  return MakeError(DomainError::kInvalidDateTime, "no time of day could be understood");
}

// "9pm in the morning".
bool Contradicts(DayPart part, TimeOfDay time) {
  if (part == DayPart::kMorning) return time.hour() >= 13;
  return time.hour() >= 1 && time.hour() < 12;
}

// The time among `times`; empty for none. The same time twice is one; two different ones are a
// mistake.
absl::StatusOr<std::optional<TimePhrase>> OnlyOne(const std::vector<TimePhrase>& times) {
  std::optional<TimePhrase> only;
  for (const TimePhrase& time : times) {
    if (time.is_impossible) return NotUnderstood();
    if (only.has_value() && (only->readings != time.readings || only->window != time.window)) {
      return NotUnderstood();
    }
    only = time;
  }
  return only;
}

absl::StatusOr<std::optional<SpokenTime>> TimeOf(const Heard& heard,
                                                 const std::vector<TimePhrase>& times,
                                                 const DayContext& context) {
  SpokenTime said;
  ASSIGN_OR_RETURN(const std::optional<TimePhrase> phrase, OnlyOne(times));
  if (heard.instant.has_value()) {
    if (phrase.has_value()) return NotUnderstood();
    said.readings = {TimeOfDayAt(*heard.instant, context.zone)};
  } else if (phrase.has_value()) {
    said.readings = phrase->readings;
    said.window = phrase->window;
    if (heard.part.has_value() && said.is_exact() &&
        Contradicts(*heard.part, said.readings.front())) {
      return NotUnderstood();
    }
  } else if (heard.part.has_value()) {
    said.part = heard.part;
    said.window = WindowOf(*heard.part);
  } else if (heard.is_whenever || heard.is_soonest) {
    said.window = TimeWindow{TimeOfDay::At(0), TimeOfDay::At(23, 59)};
  } else {
    return std::optional<SpokenTime>();
  }
  return said;
}

}  // namespace

absl::StatusOr<SpokenTime> ParseSpokenTime(absl::string_view said, const DayContext& context) {
  ASSIGN_OR_RETURN(const Heard heard, Listen(said, context));
  if (heard.has_negation || heard.has_unknown_words) return NotUnderstood();
  // "9 AM with Cameron" is a time; a mere number is one only among words about days and times.
  const bool is_bare = std::any_of(heard.times.begin(), heard.times.end(),
                                   [](const TimePhrase& each) { return each.is_bare; });
  if (heard.has_name_behind && is_bare) return NotUnderstood();
  ASSIGN_OR_RETURN(std::optional<SpokenTime> time, TimeOf(heard, heard.times, context));
  if (!time.has_value()) return NotUnderstood();
  ASSIGN_OR_RETURN(time->day, FindSpokenDay(said, context));
  return *time;
}

absl::StatusOr<std::optional<SpokenTime>> FindSpokenTime(absl::string_view text,
                                                         const DayContext& context) {
  ASSIGN_OR_RETURN(const Heard heard, Listen(text, context));
  std::vector<TimePhrase> clear;
  std::copy_if(heard.times.begin(), heard.times.end(), std::back_inserter(clear),
               [](const TimePhrase& time) { return time.is_clear; });
  Heard without_whenever = heard;
  without_whenever.is_whenever = false;
  without_whenever.is_soonest = false;
  ASSIGN_OR_RETURN(std::optional<SpokenTime> time, TimeOf(without_whenever, clear, context));
  if (time.has_value()) {
    ASSIGN_OR_RETURN(time->day, FindSpokenDay(text, context));
  }
  return time;
}

TimeOfDay ChooseReading(absl::Span<const TimeOfDay> readings, absl::Span<const TimeOfDay> free) {
  for (const TimeOfDay reading : readings) {
    if (std::find(free.begin(), free.end(), reading) != free.end()) return reading;
  }
  return readings.front();
}

}  // namespace frontdesk
