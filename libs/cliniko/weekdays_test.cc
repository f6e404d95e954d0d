#include "libs/cliniko/weekdays.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk::cliniko {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum WeekdayNumbering;

std::vector<DailyAvailability> Rows(const std::vector<int>& days) {
  std::vector<DailyAvailability> rows;
  for (const int day : days) {
    rows.push_back({.day_of_week = day, .windows = {{{9 * 60}, {17 * 60}}}});
  }
  return rows;
}

absl::Time At(absl::CivilHour hour) { return absl::FromCivil(hour, absl::UTCTimeZone()); }

TEST(WeekdayOf, ReadsEachNumbering) {
  EXPECT_EQ(WeekdayOf(1, kIso), absl::Weekday::monday);
  EXPECT_EQ(WeekdayOf(7, kIso), absl::Weekday::sunday);
  EXPECT_EQ(WeekdayOf(0, kSundayZero), absl::Weekday::sunday);
  EXPECT_EQ(WeekdayOf(6, kSundayZero), absl::Weekday::saturday);
  EXPECT_EQ(WeekdayOf(0, kMondayZero), absl::Weekday::monday);
  EXPECT_EQ(WeekdayOf(6, kMondayZero), absl::Weekday::sunday);
}

TEST(PossibleNumberings, ASevenOrAZeroGivesItAway) {
  EXPECT_THAT(PossibleNumberings(Rows({1, 2, 7})), ElementsAre(kIso));
  EXPECT_THAT(PossibleNumberings(Rows({0, 4})), ElementsAre(kSundayZero, kMondayZero));
  EXPECT_THAT(PossibleNumberings(Rows({1, 6})), ElementsAre(kIso, kSundayZero, kMondayZero));
}

TEST(Calibrate, KeepsTheReadingThatHoldsAllTimes) {
  const std::vector<DailyAvailability> rows = Rows({0, 1});
  const absl::Time monday = At(absl::CivilHour(2026, 9, 21, 9));
  const absl::Time tuesday = monday + absl::Hours(24);
  const absl::Time sunday = monday - absl::Hours(24);
  const std::vector<WeekdayNumbering> readings = PossibleNumberings(rows);
  const auto calibrate = [&](const std::vector<absl::Time>& starts) {
    return Calibrate(readings, rows, starts, absl::UTCTimeZone());
  };
  EXPECT_THAT(calibrate({monday, tuesday}), ElementsAre(kMondayZero));
  EXPECT_THAT(calibrate({sunday, monday}), ElementsAre(kSundayZero));
  EXPECT_THAT(calibrate({monday}), ElementsAre(kSundayZero, kMondayZero));
  EXPECT_THAT(calibrate({sunday, tuesday}), IsEmpty());
}

TEST(Calibrate, CountsDaysOnTheBusinessesOwnClock) {
  absl::TimeZone sydney;
  ASSERT_TRUE(absl::LoadTimeZone("Australia/Sydney", &sydney));
  // Sunday evening in Greenwich is Monday morning in Sydney.
  EXPECT_THAT(
      Calibrate({kIso, kMondayZero}, Rows({1}), {At(absl::CivilHour(2026, 9, 20, 23))}, sydney),
      ElementsAre(kIso));
}

TEST(Calibrate, ADayWithoutHoursIsNoWorkingDay) {
  std::vector<DailyAvailability> rows = Rows({1});
  rows[0].windows.clear();
  EXPECT_THAT(Calibrate({kIso}, rows, {At(absl::CivilHour(2026, 9, 21, 9))}, absl::UTCTimeZone()),
              IsEmpty());
}

}  // namespace
}  // namespace frontdesk::cliniko
