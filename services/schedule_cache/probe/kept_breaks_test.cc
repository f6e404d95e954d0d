#include "services/schedule_cache/probe/kept_breaks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "libs/domain/directory.h"

namespace frontdesk {
namespace {

using ::testing::ElementsAre;

constexpr int kMon = 1;
constexpr int kTue = 2;
const absl::CivilDay kMarch(2027, 3, 1);
const absl::CivilDay kJune(2027, 6, 1);

WorkingHours Row(int day_of_week, int from, int until, absl::CivilDay effective_from = kMarch,
                 std::optional<absl::CivilDay> effective_until = std::nullopt) {
  return {.practitioner = PractitionerId("21"),
          .business = BusinessId("11"),
          .day_of_week = day_of_week,
          .opens_minute = from * 60,
          .closes_minute = until * 60,
          .effective_from = effective_from,
          .effective_until = effective_until};
}

// The probe used to write one row over the lunch that Cliniko knew of.
TEST(KeepBreaks, CutsARowAtTheBreakOfItsWeekday) {
  EXPECT_THAT(KeepBreaks({Row(kMon, 9, 17)}, {Row(kMon, 13, 16), Row(kMon, 10, 12)}),
              ElementsAre(Row(kMon, 9, 12), Row(kMon, 13, 17)));
}

TEST(KeepBreaks, LeavesOtherWeekdaysAndUnbrokenOnesAlone) {
  const std::vector<WorkingHours> rows = {Row(kMon, 9, 17), Row(kTue, 9, 17)};

  EXPECT_EQ(KeepBreaks(rows, {Row(kMon, 10, 16), Row(kTue, 9, 12), Row(kTue, 12, 17)}), rows);
  EXPECT_EQ(KeepBreaks(rows, {}), rows);
}

TEST(KeepBreaks, KeepsSeveralBreaksOfADay) {
  EXPECT_THAT(
      KeepBreaks({Row(kMon, 8, 18)}, {Row(kMon, 8, 10), Row(kMon, 11, 13), Row(kMon, 14, 18)}),
      ElementsAre(Row(kMon, 8, 10), Row(kMon, 11, 13), Row(kMon, 14, 18)));
}

TEST(KeepBreaks, EndsWhatBeginsOrEndsInABreakThere) {
  EXPECT_THAT(KeepBreaks({Row(kMon, 9, 13)}, {Row(kMon, 9, 12), Row(kMon, 14, 17)}),
              ElementsAre(Row(kMon, 9, 12)));
}

TEST(KeepBreaks, TakesHoursOfOtherWeeksForNoBreak) {
  const std::vector<WorkingHours> rows = {Row(kMon, 9, 17, kJune)};

  EXPECT_EQ(KeepBreaks(rows, {Row(kMon, 9, 12, kMarch, kJune - 1), Row(kMon, 14, 17, kJune)}),
            rows);
  EXPECT_EQ(
      KeepBreaks(rows, {Row(kMon, 9, 12, kMarch, kJune - 1), Row(kMon, 14, 17, kMarch, kJune - 1)}),
      rows);
}

}  // namespace
}  // namespace frontdesk
