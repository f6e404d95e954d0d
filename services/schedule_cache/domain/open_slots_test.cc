#include "services/schedule_cache/domain/open_slots.h"

#include <memory>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk::schedule_cache {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::CivilDay kMonday(2026, 7, 13);
const Offering kMassage = {PractitionerId("201"), BusinessId("101"), AppointmentTypeId("302")};

absl::TimeZone Sydney() {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone("Australia/Sydney", &zone));
  return zone;
}

absl::Time At(int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(2026, 7, 13, hour, minute), absl::UTCTimeZone());
}

TEST(FetchSpans, CoversAWeekFromTheFirstWantedDay) {
  EXPECT_THAT(FetchSpans({kMonday}, kMonday + 30), ElementsAre(DaySpan{kMonday, kMonday + 6}));
}

TEST(FetchSpans, BeginsAnotherStretchOnlyWhereADayIsStillWanted) {
  EXPECT_THAT(FetchSpans({kMonday, kMonday + 3, kMonday + 9}, kMonday + 30),
              ElementsAre(DaySpan{kMonday, kMonday + 6}, DaySpan{kMonday + 9, kMonday + 15}));
}

TEST(FetchSpans, StopsAtTheLastDay) {
  EXPECT_THAT(FetchSpans({kMonday}, kMonday + 2), ElementsAre(DaySpan{kMonday, kMonday + 2}));
  EXPECT_THAT(FetchSpans({}, kMonday), IsEmpty());
}

TEST(SplitByDay, UsesTheClinicsMidnight) {
  // 23:00 UTC on Monday is nine on Tuesday in Sydney.
  const auto days = SplitByDay(kMassage, {kMonday, kMonday + 1}, {At(23)}, Sydney(), At(0));

  ASSERT_EQ(days.size(), 2u);
  EXPECT_THAT(days[0].starts, IsEmpty());
  EXPECT_THAT(days[1].starts, ElementsAre(At(23)));
}

TEST(SplitByDay, LeavesOutWhatWasNotAskedFor) {
  const auto days = SplitByDay(kMassage, {kMonday, kMonday}, {At(0), At(23)}, Sydney(), At(0));

  ASSERT_EQ(days.size(), 1u);
  EXPECT_THAT(days[0].starts, ElementsAre(At(0)));
}

TEST(OpenDay, LeavesOutThePastAndThisVeryMoment) {
  const auto day = std::make_shared<const CachedDay>(CachedDay{.starts = {At(9), At(10), At(11)}});

  EXPECT_THAT(
      (OpenDay{.cached = day, .past = CountPast(day->starts, At(10))}).starts(), ElementsAre(At(11)));
}

TEST(StillOpen, LeavesOutWhatOverlapsABookingOfOurs) {
  const std::vector<TimeRange> taken = {{At(10), At(11)}};

  EXPECT_THAT(StillOpen({At(9), At(9, 30), At(10, 30), At(11)}, absl::Minutes(60), taken),
              ElementsAre(At(9), At(11)));
}

}  // namespace
}  // namespace frontdesk::schedule_cache
