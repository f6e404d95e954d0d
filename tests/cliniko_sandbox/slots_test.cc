#include "tests/cliniko_sandbox/slots.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk::sandbox {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::TimeZone Zone(const std::string& name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

// Windows of every day of the week.
SlotRules EveryDay(const std::string& zone, std::vector<Window> windows, int minutes) {
  SlotRules rules;
  rules.zone = Zone(zone);
  rules.week.fill(windows);
  rules.step = rules.length = absl::Minutes(minutes);
  return rules;
}

Interval DayRange(const SlotRules& rules, absl::CivilDay day, int days = 1) {
  return {absl::FromCivil(day, rules.zone), absl::FromCivil(day + days, rules.zone)};
}

absl::Time At(const SlotRules& rules, absl::CivilDay day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(day) + hour * 60 + minute, rules.zone);
}

// The starts of one local day on its wall clock.
std::vector<std::string> LocalStarts(const SlotRules& rules, absl::CivilDay day) {
  std::vector<std::string> texts;
  for (const absl::Time start : OpenStarts(rules, DayRange(rules, day))) {
    texts.push_back(absl::FormatTime("%H:%M", start, rules.zone));
  }
  return texts;
}

std::vector<std::string> UtcStarts(const SlotRules& rules, absl::CivilDay day) {
  std::vector<std::string> texts;
  for (const absl::Time start : OpenStarts(rules, DayRange(rules, day))) {
    texts.push_back(absl::FormatTime("%dT%H:%M", start, absl::UTCTimeZone()));
  }
  return texts;
}

const absl::CivilDay kMonday(2026, 3, 2);

TEST(OpenStarts, FillTheWindowsOfASplitDay) {
  const SlotRules rules = EveryDay("Australia/Sydney", {{540, 660}, {780, 870}}, 45);
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("09:00", "09:45", "13:00", "13:45"));
}

TEST(OpenStarts, StepByTheDefaultTypeAndMustFitTheRequestedOne) {
  SlotRules rules = EveryDay("Australia/Sydney", {{540, 720}}, 30);
  rules.length = absl::Minutes(90);
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("09:00", "09:30", "10:00", "10:30"));
}

TEST(OpenStarts, KeepToTheirOwnWeekday) {
  SlotRules rules = EveryDay("Australia/Sydney", {}, 30);
  rules.week[1] = {{540, 600}};
  EXPECT_THAT(LocalStarts(rules, kMonday), IsEmpty());
  EXPECT_THAT(LocalStarts(rules, kMonday + 1), ElementsAre("09:00", "09:30"));
}

TEST(OpenStarts, BeginAnewAfterABooking) {
  SlotRules rules = EveryDay("Australia/Sydney", {{540, 720}}, 45);
  rules.busy = {{At(rules, kMonday, 9, 30), At(rules, kMonday, 10)}};
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("10:00", "10:45"));
}

TEST(OpenStarts, SurviveOverlappingAndUnorderedBookings) {
  SlotRules rules = EveryDay("Australia/Sydney", {{540, 720}}, 30);
  rules.busy = {{At(rules, kMonday, 10), At(rules, kMonday, 11)},
                {At(rules, kMonday, 8), At(rules, kMonday, 9, 30)},
                {At(rules, kMonday, 9), At(rules, kMonday, 10, 30)}};
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("11:00", "11:30"));
}

TEST(OpenStarts, JoinTouchingWindowsAndExtraTime) {
  SlotRules rules = EveryDay("Australia/Sydney", {{540, 600}}, 45);
  rules.extra = {{At(rules, kMonday, 10), At(rules, kMonday, 11)}};
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("09:00", "09:45"));
}

TEST(OpenStarts, IgnoreAWindowThatDoesNotEndAfterItsStart) {
  const SlotRules rules = EveryDay("Australia/Sydney", {{600, 600}, {720, 540}}, 30);
  EXPECT_THAT(LocalStarts(rules, kMonday), IsEmpty());
}

TEST(OpenStarts, RunToMidnightAndNotOverIt) {
  const SlotRules rules = EveryDay("Australia/Sydney", {{1380, 1440}, {0, 30}}, 45);
  // 23:45 would touch the next day's window, which a start of this day may not use.
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("23:00"));
}

TEST(OpenStarts, CutExtraTimeAtMidnight) {
  SlotRules rules = EveryDay("Australia/Sydney", {}, 60);
  rules.extra = {{At(rules, kMonday, 22, 30), At(rules, kMonday, 25, 30)}};
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("22:30"));
  EXPECT_THAT(LocalStarts(rules, kMonday + 1), ElementsAre("00:00"));
}

// 2026-04-05: clocks in Melbourne go back at 03:00.
TEST(OpenStarts, AreRightWhenMelbourneFallsBack) {
  const SlotRules rules = EveryDay("Australia/Melbourne", {{540, 660}}, 60);
  EXPECT_THAT(UtcStarts(rules, absl::CivilDay(2026, 4, 4)), ElementsAre("03T22:00", "03T23:00"));
  EXPECT_THAT(UtcStarts(rules, absl::CivilDay(2026, 4, 5)), ElementsAre("04T23:00", "05T00:00"));
}

// 2026-10-04: clocks in Melbourne go from 02:00 to 03:00.
TEST(OpenStarts, SkipTheHourThatMelbourneDoesNotHave) {
  const SlotRules rules = EveryDay("Australia/Melbourne", {{60, 240}}, 60);
  EXPECT_THAT(LocalStarts(rules, absl::CivilDay(2026, 10, 4)), ElementsAre("01:00", "03:00"));
  EXPECT_THAT(LocalStarts(rules, absl::CivilDay(2026, 10, 5)),
              ElementsAre("01:00", "02:00", "03:00"));
}

TEST(OpenStarts, ConvertAWindowThatBeginsInAGap) {
  const SlotRules rules = EveryDay("Australia/Melbourne", {{150, 240}}, 30);
  EXPECT_THAT(LocalStarts(rules, absl::CivilDay(2026, 10, 4)), ElementsAre("03:00", "03:30"));
}

// 2026-10-25: clocks in London go back at 02:00.
TEST(OpenStarts, HaveTheHourTwiceWhenLondonFallsBack) {
  const SlotRules rules = EveryDay("Europe/London", {{0, 180}}, 60);
  EXPECT_THAT(UtcStarts(rules, absl::CivilDay(2026, 10, 25)),
              ElementsAre("24T23:00", "25T00:00", "25T01:00", "25T02:00"));
}

// 2026-03-29: clocks in London go from 01:00 to 02:00.
TEST(OpenStarts, SkipTheHourThatLondonDoesNotHave) {
  const SlotRules rules = EveryDay("Europe/London", {{0, 180}}, 60);
  EXPECT_THAT(UtcStarts(rules, absl::CivilDay(2026, 3, 29)), ElementsAre("29T00:00", "29T01:00"));
}

// Lord Howe Island moves its clocks by half an hour: on 2026-04-05 02:00 becomes 01:30.
TEST(OpenStarts, KnowLordHowesHalfHour) {
  const SlotRules rules = EveryDay("Australia/Lord_Howe", {{60, 180}}, 30);
  EXPECT_THAT(LocalStarts(rules, absl::CivilDay(2026, 4, 5)),
              ElementsAre("01:00", "01:30", "01:30", "02:00", "02:30"));
  EXPECT_THAT(LocalStarts(rules, absl::CivilDay(2026, 10, 4)),
              ElementsAre("01:00", "01:30", "02:30"));
}

// In Cairo clocks go from 00:00 to 01:00, so the day 2026-04-24 has no midnight.
TEST(OpenStarts, WorkOnADayWithoutMidnight) {
  const SlotRules rules = EveryDay("Africa/Cairo", {{0, 120}}, 30);
  EXPECT_THAT(LocalStarts(rules, absl::CivilDay(2026, 4, 24)), ElementsAre("01:00", "01:30"));
}

TEST(OpenStarts, BeginAtTheEarliestMoment) {
  SlotRules rules = EveryDay("Australia/Sydney", {{540, 660}}, 30);
  rules.earliest = At(rules, kMonday, 9, 31);
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("10:00", "10:30"));
}

TEST(OpenStarts, EndWithTheLastDay) {
  SlotRules rules = EveryDay("Australia/Sydney", {{540, 600}}, 30);
  rules.last_day = kMonday + 1;
  EXPECT_THAT(OpenStarts(rules, DayRange(rules, kMonday, 7)), SizeIs(4));
}

TEST(OpenStarts, LeaveOutClosedDays) {
  SlotRules rules = EveryDay("Australia/Sydney", {{540, 600}}, 30);
  rules.closed_days = {kMonday};
  EXPECT_THAT(OpenStarts(rules, DayRange(rules, kMonday, 2)), SizeIs(2));
}

TEST(OpenStarts, KeepTheFirstOnesOfEachSegment) {
  SlotRules rules = EveryDay("Australia/Sydney", {{600, 1140}}, 45);
  rules.max_per_segment = 1;
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("10:00", "12:15", "17:30"));
}

TEST(OpenStarts, MoveUpWithinASegmentWhenATimeIsTaken) {
  SlotRules rules = EveryDay("Australia/Sydney", {{540, 660}}, 30);
  rules.max_per_segment = 2;
  rules.earliest = At(rules, kMonday, 9, 30);
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("09:30", "10:00"));
}

TEST(OpenStarts, CountASegmentFromItsStartEvenWhereTheRangeBeginsLater) {
  SlotRules rules = EveryDay("Australia/Sydney", {{540, 660}}, 30);
  rules.max_per_segment = 1;
  EXPECT_THAT(OpenStarts(rules, {At(rules, kMonday, 10), At(rules, kMonday, 24)}), IsEmpty());
}

// The case of the contract's section 12: 16:00 to 18:15 by 45 minutes.
TEST(OpenStarts, GridEachSegmentApartWhenAskedTo) {
  SlotRules rules = EveryDay("Australia/Sydney", {{960, 1095}}, 45);
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("16:00", "16:45", "17:30"));
  rules.max_per_segment = 1;
  rules.segment_regrid = true;
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("16:00", "17:00"));
}

TEST(OpenStarts, MayRunOverTheEndOfWorkButNeverIntoABooking) {
  SlotRules rules = EveryDay("Australia/Sydney", {{900, 1020}}, 30);
  rules.length = absl::Minutes(45);
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("15:00", "15:30", "16:00"));
  rules.overrun_last_slot = true;
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("15:00", "15:30", "16:00", "16:30"));
  rules.busy = {{At(rules, kMonday, 16), At(rules, kMonday, 17)}};
  EXPECT_THAT(LocalStarts(rules, kMonday), ElementsAre("15:00"));
}

}  // namespace
}  // namespace frontdesk::sandbox
