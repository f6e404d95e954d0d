#include "services/schedule_cache/probe/probed_hours.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const Workplace kPlace = {PractitionerId("21"), BusinessId("11")};
const absl::CivilDay kMonday(2026, 3, 2);
constexpr int kMon = 1;
constexpr int kTue = 2;
constexpr int kSat = 6;

FoundTimes Hours(int from, int until) {
  return {
      .earliest_minute = from * 60, .latest_minute = until * 60 - 30, .closes_minute = until * 60};
}

// Days from kMonday on; `found` is asked with the number of the week and the day of the week.
std::vector<ProbedDay> Days(int weeks,
                            const std::function<std::optional<FoundTimes>(int, int)>& found) {
  std::vector<ProbedDay> days;
  for (int i = 0; i < weeks * 7; ++i) {
    days.push_back({.place = kPlace, .day = kMonday + i, .found = found(i / 7, (i + 1) % 7)});
  }
  return days;
}

WorkingHours Row(int day_of_week, int from, int until, absl::CivilDay effective_from,
                 std::optional<absl::CivilDay> effective_until = std::nullopt) {
  return {.practitioner = kPlace.practitioner,
          .business = kPlace.business,
          .day_of_week = day_of_week,
          .opens_minute = from * 60,
          .closes_minute = until * 60,
          .effective_from = effective_from,
          .effective_until = effective_until};
}

TEST(HoursOf, MakesOneOpenEndedRowOfAConsistentWeekday) {
  const ProbedHours hours = HoursOf(Days(12,
                                         [](int, int day) -> std::optional<FoundTimes> {
                                           if (day == kMon) return Hours(9, 17);
                                           return std::nullopt;
                                         }),
                                    false);

  EXPECT_THAT(hours.rows, ElementsAre(Row(kMon, 9, 17, kMonday)));
  EXPECT_THAT(hours.off, UnorderedElementsAre(0, 2, 3, 4, 5, 6));
  EXPECT_THAT(hours.undecided, IsEmpty());
}

TEST(HoursOf, TakesTheWidestHoursSinceBookingsOnlyTakeTimesAway) {
  const ProbedHours hours = HoursOf(Days(12,
                                         [](int week, int day) -> std::optional<FoundTimes> {
                                           if (day != kMon || week == 2) return std::nullopt;
                                           if (week < 5) return Hours(11 - week % 2, 14);
                                           return Hours(9, 17);
                                         }),
                                    false);

  EXPECT_THAT(hours.rows, ElementsAre(Row(kMon, 9, 17, kMonday)));
}

TEST(HoursOf, TakesAFewBookedOutDatesForNoDayOff) {
  const ProbedHours hours = HoursOf(Days(12,
                                         [](int week, int day) -> std::optional<FoundTimes> {
                                           if (day == kMon) return Hours(9, 17);
                                           // Popular: free only from the eighth week on.
                                           if (day == kSat && week >= kDatesThatProveAbsence - 1)
                                             return Hours(9, 12);
                                           return std::nullopt;
                                         }),
                                    false);

  EXPECT_THAT(hours.rows, ElementsAre(Row(kMon, 9, 17, kMonday), Row(kSat, 9, 12, kMonday + 5)));
}

TEST(HoursOf, BeginsAWeekdayWhereItsLongAbsenceEnds) {
  const ProbedHours hours = HoursOf(Days(20,
                                         [](int week, int day) -> std::optional<FoundTimes> {
                                           if (day == kMon) return Hours(9, 17);
                                           if (day == kTue && week >= 10) return Hours(9, 12);
                                           return std::nullopt;
                                         }),
                                    false);

  EXPECT_THAT(hours.rows,
              ElementsAre(Row(kMon, 9, 17, kMonday), Row(kTue, 9, 12, kMonday + 1 + 70)));
}

TEST(HoursOf, EndsAWeekdayThatIsGivenUp) {
  const ProbedHours hours = HoursOf(Days(20,
                                         [](int week, int day) -> std::optional<FoundTimes> {
                                           if (day == kMon) return Hours(9, 17);
                                           if (day == kTue && week <= 5) return Hours(9, 12);
                                           return std::nullopt;
                                         }),
                                    false);

  EXPECT_THAT(hours.rows, ElementsAre(Row(kMon, 9, 17, kMonday),
                                      Row(kTue, 9, 12, kMonday + 1, kMonday + 1 + 35)));
}

TEST(HoursOf, LeavesOutALongLeaveInTheMiddle) {
  const ProbedHours hours = HoursOf(Days(30,
                                         [](int week, int day) -> std::optional<FoundTimes> {
                                           if (day == kMon) return Hours(9, 17);
                                           if (day == kTue && (week <= 5 || week >= 15))
                                             return Hours(9, 12);
                                           return std::nullopt;
                                         }),
                                    false);

  EXPECT_THAT(hours.rows, ElementsAre(Row(kMon, 9, 17, kMonday),
                                      Row(kTue, 9, 12, kMonday + 1, kMonday + 1 + 35),
                                      Row(kTue, 9, 12, kMonday + 1 + 105)));
}

// Online booking opens twelve weeks ahead; what lies beyond is not a day off.
TEST(HoursOf, TakesNothingForProvenBeyondTheLastFreeTimeOfAll) {
  const ProbedHours hours = HoursOf(Days(52,
                                         [](int week, int day) -> std::optional<FoundTimes> {
                                           if (day == kMon && week < 12) return Hours(9, 17);
                                           return std::nullopt;
                                         }),
                                    false);

  EXPECT_THAT(hours.rows, ElementsAre(Row(kMon, 9, 17, kMonday)));
}

TEST(HoursOf, SplitsAWeekdayWhereItsHoursMoveForGood) {
  const std::vector<ProbedDay> days = Days(20, [](int week, int day) -> std::optional<FoundTimes> {
    if (day != kMon) return std::nullopt;
    return week < 8 ? Hours(9, 17) : Hours(12, 20);
  });

  EXPECT_THAT(HoursOf(days, false).rows, ElementsAre(Row(kMon, 9, 17, kMonday, kMonday + 55),
                                                     Row(kMon, 12, 20, kMonday + 56)));
  // Where the account shows only some of the times, other times are no other hours.
  EXPECT_THAT(HoursOf(days, true).rows, ElementsAre(Row(kMon, 9, 20, kMonday)));
}

TEST(HoursOf, TakesHoursThatOnlyGrowForTheSame) {
  const ProbedHours hours = HoursOf(Days(20,
                                         [](int week, int day) -> std::optional<FoundTimes> {
                                           if (day != kMon) return std::nullopt;
                                           return week < 8 ? Hours(12, 15) : Hours(9, 17);
                                         }),
                                    false);

  EXPECT_THAT(hours.rows, ElementsAre(Row(kMon, 9, 17, kMonday)));
}

TEST(HoursOf, DecidesNothingOnTooFewDates) {
  const ProbedHours hours = HoursOf(Days(4,
                                         [](int, int day) -> std::optional<FoundTimes> {
                                           if (day == kMon) return Hours(9, 17);
                                           return std::nullopt;
                                         }),
                                    false);

  EXPECT_THAT(hours.rows, ElementsAre(Row(kMon, 9, 17, kMonday)));
  EXPECT_THAT(hours.off, IsEmpty());
  EXPECT_THAT(hours.undecided, UnorderedElementsAre(0, 2, 3, 4, 5, 6));
}

TEST(HoursOf, SaysNothingWhereNothingIsFree) {
  const ProbedHours hours = HoursOf(Days(52, [](int, int) { return std::nullopt; }), false);

  EXPECT_THAT(hours.rows, IsEmpty());
  EXPECT_THAT(hours.off, IsEmpty());
}

TEST(MergeProbed, ReplacesWhatIsDecidedAndKeepsTheRest) {
  ProbedHours hours;
  hours.rows = {Row(kMon, 9, 17, kMonday)};
  hours.off = {kTue};
  hours.undecided = {kSat};
  const WorkingHours saturday = Row(kSat, 9, 12, kMonday - 60);
  const std::vector<WorkingHours> merged =
      MergeProbed({Row(kMon, 8, 12, kMonday - 60), Row(kTue, 8, 12, kMonday - 60), saturday,
                   Row(kSat, 8, 9, kMonday - 60, kMonday - 1)},
                  hours, kMonday, kMonday + 30);

  EXPECT_THAT(merged, ElementsAre(Row(kMon, 9, 17, kMonday), saturday));
}

TEST(MergeProbed, KeepsStretchesThatBeginAfterTheLastDayThatWasLookedAt) {
  ProbedHours hours;
  hours.rows = {Row(kMon, 9, 17, kMonday)};
  const WorkingHours later = Row(kMon, 12, 20, kMonday + 91);

  EXPECT_THAT(MergeProbed({Row(kMon, 9, 16, kMonday - 7, kMonday + 90), later}, hours, kMonday,
                          kMonday + 30),
              ElementsAre(Row(kMon, 9, 17, kMonday, kMonday + 90), later));
}

}  // namespace
}  // namespace frontdesk
