#include "libs/civil/spoken_day.h"

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/civil/format.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/zone.h"
#include "libs/status/domain_error.h"

namespace frontdesk {
namespace {

using ::testing::ElementsAre;

// Local wall time in `zone`, as "2026-07-13 10:00".
DayContext At(const char* zone_name, const char* wall, const char* country) {
  const absl::TimeZone zone = LoadZone(zone_name).value();
  absl::Time now;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%d %H:%M", wall, zone, &now, &error)) << error;
  const FakeClock clock(now);
  return {.now = clock.Now(), .zone = zone, .country = country};
}

DayContext Sydney(const char* wall) { return At("Australia/Sydney", wall, "AU"); }
[[maybe_unused]] DayContext NewYork(const char* wall) { return At("America/New_York", wall, "US"); }

// What ParseSpokenDay made of it, in one line: the day, or why not.
std::string Heard(absl::string_view said, const DayContext& context) {
  const absl::StatusOr<SpokenDay> day = ParseSpokenDay(said, context);
  if (!day.ok()) {
    if (IsError(day.status(), DomainError::kInvalidDate)) return "invalid";
    if (IsError(day.status(), DomainError::kDateInPast)) return "past";
    return day.status().ToString();
  }
  std::string text = IsoDay(day->day);
  if (day->is_soonest) text += " soonest";
  if (day->year_repaired) text += " repaired";
  if (day->part == DayPart::kMorning) text += " morning";
  if (day->part == DayPart::kAfternoon) text += " afternoon";
  if (day->part == DayPart::kEvening) text += " evening";
  if (day->range.has_value()) {
    text += " in " + IsoDay(day->range->first) + ".." + IsoDay(day->range->last);
  }
  for (const absl::CivilDay candidate : day->candidates) text += " ?" + IsoDay(candidate);
  return text;
}

struct Row {
  const char* said;
  const char* heard;
};

// Monday 13 July 2026, ten in the morning, as in the contract's examples.
constexpr Row kMondayInSydney[] = {
    {"today", "2026-07-13"},
    {"tomorrow", "2026-07-14"},
    {"next week", "2026-07-20 in 2026-07-20..2026-07-26"},
};

TEST(ParseSpokenDay, UnderstandsOnAMondayInSydney) {
  for (const Row& row : kMondayInSydney) {
    EXPECT_EQ(Heard(row.said, Sydney("2026-07-13 10:00")), row.heard) << row.said;
  }
}

}  // namespace
}  // namespace frontdesk
