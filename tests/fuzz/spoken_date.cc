// Days and times as callers say them, by the clocks of clinics in several countries. The first
// letter picks the clinic, the second its moment; the rest is what was said.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/day_context.h"
#include "libs/civil/format.h"
#include "libs/civil/iso_instant.h"
#include "libs/civil/spoken_day.h"
#include "libs/civil/spoken_time.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/zone.h"
#include "libs/status/domain_error.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/require.h"

namespace frontdesk {
namespace {

using fuzz::Input;

struct Place {
  const char* zone;
  const char* country;
};
constexpr Place kPlaces[] = {{"Australia/Sydney", "AU"}, {"Australia/Lord_Howe", "AU"},
                             {"America/New_York", "US"}, {"Europe/London", "GB"},
                             {"Pacific/Apia", "WS"},     {"Asia/Kathmandu", "NP"},
                             {"America/St_Johns", "CA"}, {"Pacific/Auckland", "NZ"}};

// By the clinic's own clock: an ordinary noon, a leap day, New Year's Eve, the nights on which
// clocks change, and the last moments of a day.
const absl::CivilSecond kMoments[] = {
    absl::CivilSecond(2026, 7, 13, 12, 0, 0),    absl::CivilSecond(2028, 2, 29, 9, 30, 0),
    absl::CivilSecond(2026, 12, 31, 23, 59, 59), absl::CivilSecond(2026, 10, 4, 1, 59, 59),
    absl::CivilSecond(2026, 4, 5, 2, 30, 0),     absl::CivilSecond(2026, 3, 8, 1, 30, 0),
    absl::CivilSecond(2027, 1, 1, 0, 0, 0),      absl::CivilSecond(2026, 11, 23, 23, 30, 0)};

const absl::CivilDay kLatest(2199, 12, 31);  // beyond is a slip

DayContext ContextOf(Input& input) {
  const Place& place = kPlaces[input.Choice(std::size(kPlaces))];
  absl::TimeZone zone;
  FRONTDESK_REQUIRE(absl::LoadTimeZone(place.zone, &zone));
  const absl::CivilSecond moment = kMoments[input.Choice(std::size(kMoments))];
  return {.now = absl::FromCivil(moment, zone), .zone = zone, .country = place.country};
}

void RequireInOrder(const TimeWindow& window) {
  FRONTDESK_REQUIRE(window.first <= window.last);
  FRONTDESK_REQUIRE(window.first.minutes() >= 0 &&
                    window.last.minutes() < TimeOfDay::kMinutesInDay);
}

// Source: libs/civil/day_context.h.
void RequireSound(const SpokenDay& day, const DayContext& context) {
  const absl::CivilDay today = DayAt(context.now, context.zone);
  FRONTDESK_REQUIRE(day.day >= today && day.day <= kLatest);
  if (day.window.has_value()) {
    RequireInOrder(*day.window);
    if (day.part.has_value()) {
      FRONTDESK_REQUIRE(WindowOf(*day.part).first <= day.window->first);
      FRONTDESK_REQUIRE(day.window->last <= WindowOf(*day.part).last);
    }
  }
  if (day.range.has_value()) {
    FRONTDESK_REQUIRE(day.range->first <= day.range->last);
    FRONTDESK_REQUIRE(day.range->first <= day.day && day.day <= day.range->last);
  }
  if (day.is_ambiguous()) FRONTDESK_REQUIRE(day.candidates.front() == day.day);
  for (const absl::CivilDay candidate : day.candidates) {
    FRONTDESK_REQUIRE(candidate >= today && candidate <= kLatest);
  }
}

void RequireSound(const SpokenTime& time, const DayContext& context) {
  FRONTDESK_REQUIRE(time.is_exact() != time.window.has_value());
  FRONTDESK_REQUIRE(time.readings.size() <= 2);
  for (const TimeOfDay reading : time.readings) {
    FRONTDESK_REQUIRE(reading.minutes() >= 0 && reading.minutes() < TimeOfDay::kMinutesInDay);
  }
  if (time.window.has_value()) RequireInOrder(*time.window);
  if (time.day.has_value()) RequireSound(*time.day, context);
}

bool IsAboutDays(const absl::Status& status) {
  return IsError(status, DomainError::kInvalidDate) || IsError(status, DomainError::kDateInPast);
}

// What we say and write of a day, we understand.
void RequireReadBack(absl::CivilDay day, const DayContext& context) {
  for (const std::string& text : {IsoDay(day), SpokenFullDayText(day)}) {
    const absl::StatusOr<SpokenDay> again = ParseSpokenDay(text, context);
    FRONTDESK_REQUIRE(again.ok());
    FRONTDESK_REQUIRE(again->day == day && !again->is_ambiguous());
  }
}

void RequireReadBack(TimeOfDay time, absl::CivilDay day, const DayContext& context) {
  for (const std::string& text : {ClockText(time), SpokenTimeText(time)}) {
    const absl::StatusOr<SpokenTime> again = ParseSpokenTime(text, context);
    FRONTDESK_REQUIRE(again.ok());
    FRONTDESK_REQUIRE(again->is_exact());
    const std::vector<TimeOfDay>& readings = again->readings;
    FRONTDESK_REQUIRE(std::find(readings.begin(), readings.end(), time) != readings.end());
  }
  const absl::Time start = ResolveStart(day, time, context.zone);
  const DayBounds bounds = BoundsOf(day, context.zone);
  FRONTDESK_REQUIRE(bounds.start < bounds.end || context.zone.name() == "Pacific/Apia");
  // A time that the night skips is later by at most the hour that it lacks.
  const absl::CivilSecond shown = absl::ToCivilSecond(start, context.zone);
  const absl::CivilSecond wanted = absl::CivilSecond(day) + 60 * time.minutes();
  FRONTDESK_REQUIRE(shown - wanted >= 0 && shown - wanted <= 24 * 60 * 60);
  const std::optional<IsoInstant> written = FindIsoInstant(LocalText(start, context.zone));
  FRONTDESK_REQUIRE(written.has_value() && written->instant == start);
}

}  // namespace
}  // namespace frontdesk

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace frontdesk;  // NOLINT: a fuzz target is a function of C
  Input input(data, size);
  const DayContext context = ContextOf(input);
  const absl::string_view said = input.Rest();

  absl::CivilDay day = DayAt(context.now, context.zone);
  const absl::StatusOr<SpokenDay> parsed_day = ParseSpokenDay(said, context);
  if (parsed_day.ok()) {
    RequireSound(*parsed_day, context);
    RequireReadBack(parsed_day->day, context);
    day = parsed_day->day;
  } else {
    FRONTDESK_REQUIRE(IsAboutDays(parsed_day.status()));
  }
  const absl::StatusOr<std::optional<SpokenDay>> found_day = FindSpokenDay(said, context);
  if (!found_day.ok()) {
    FRONTDESK_REQUIRE(IsAboutDays(found_day.status()));
  } else if (found_day->has_value()) {
    RequireSound(**found_day, context);
  }

  const absl::StatusOr<SpokenTime> parsed_time = ParseSpokenTime(said, context);
  if (parsed_time.ok()) {
    RequireSound(*parsed_time, context);
    for (const TimeOfDay reading : parsed_time->readings) RequireReadBack(reading, day, context);
  } else {
    FRONTDESK_REQUIRE(IsAboutDays(parsed_time.status()) ||
                      IsError(parsed_time.status(), DomainError::kInvalidDateTime));
  }
  const absl::StatusOr<std::optional<SpokenTime>> found_time = FindSpokenTime(said, context);
  if (found_time.ok() && found_time->has_value()) RequireSound(**found_time, context);

  const std::optional<IsoInstant> instant = FindIsoInstant(said);
  if (instant.has_value()) {
    FRONTDESK_REQUIRE(instant->begin + instant->length <= said.size());
  }
  if (const absl::StatusOr<absl::TimeZone> zone = LoadZone(said); zone.ok()) {
    FRONTDESK_REQUIRE(zone->name() == said);
  }
  if (const std::optional<std::string> zone = IanaNameOfRailsLabel(said); zone.has_value()) {
    FRONTDESK_REQUIRE(LoadZone(*zone).ok());
  }
  return 0;
}
