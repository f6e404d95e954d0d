#include "services/schedule_cache/directory/working_hours.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "absl/time/civil_time.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"

namespace frontdesk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const PractitionerId kAda("21");
const BusinessId kCity("11");

WorkingHours Weekly(int day_of_week, int opens, int closes) {
  return {.practitioner = kAda,
          .business = kCity,
          .day_of_week = day_of_week,
          .opens_minute = opens,
          .closes_minute = closes,
          .effective_from = kAlways};
}

class HoursCollectorTest : public ::testing::Test {
 protected:
  void Add(int day_of_week, Stretch stretch) {
    collector_.AddWeekly(kAda, kCity, day_of_week, stretch);
  }

  HoursCollector collector_;
};

TEST_F(HoursCollectorTest, KeepsTheStretchesOfASplitDayApartAndInOrder) {
  Add(1, {.opens = 840, .closes = 1020});
  Add(1, {.opens = 540, .closes = 720});

  EXPECT_THAT(collector_.Rows(), ElementsAre(Weekly(1, 540, 720), Weekly(1, 840, 1020)));
}

TEST_F(HoursCollectorTest, JoinsStretchesThatTouchOrOverlap) {
  Add(1, {.opens = 540, .closes = 720});
  Add(1, {.opens = 720, .closes = 780});
  Add(1, {.opens = 600, .closes = 700});
  Add(2, {.opens = 600, .closes = 700});

  EXPECT_THAT(collector_.Rows(), ElementsAre(Weekly(1, 540, 780), Weekly(2, 600, 700)));
}

TEST_F(HoursCollectorTest, GivesWhatIsPastMidnightToTheNextDay) {
  Add(6, {.opens = 1380, .closes = 1500});

  EXPECT_THAT(collector_.Rows(), ElementsAre(Weekly(0, 0, 60), Weekly(6, 1380, 1440)));
}

TEST_F(HoursCollectorTest, GivesWhatIsBeforeMidnightToTheDayBefore) {
  Add(0, {.opens = -60, .closes = 60});

  EXPECT_THAT(collector_.Rows(), ElementsAre(Weekly(0, 0, 60), Weekly(6, 1380, 1440)));
}

TEST_F(HoursCollectorTest, KeepsAWholeDayInOneRow) {
  Add(3, {.opens = 0, .closes = 1440});

  EXPECT_THAT(collector_.Rows(), ElementsAre(Weekly(3, 0, 1440)));
}

TEST_F(HoursCollectorTest, IgnoresStretchesWithoutLength) {
  Add(3, {.opens = 600, .closes = 600});
  Add(3, {.opens = 700, .closes = 600});

  EXPECT_THAT(collector_.Rows(), IsEmpty());
}

TEST_F(HoursCollectorTest, HoldsOneDayRowsToTheirDay) {
  const absl::CivilDay sunday(2026, 3, 1);
  collector_.AddOnce(kAda, kCity, sunday, {.opens = 1380, .closes = 1500});

  EXPECT_THAT(collector_.Rows(), ElementsAre(WorkingHours{.practitioner = kAda,
                                                          .business = kCity,
                                                          .day_of_week = 0,
                                                          .opens_minute = 1380,
                                                          .closes_minute = 1440,
                                                          .effective_from = sunday,
                                                          .effective_until = sunday},
                                             WorkingHours{.practitioner = kAda,
                                                          .business = kCity,
                                                          .day_of_week = 1,
                                                          .opens_minute = 0,
                                                          .closes_minute = 60,
                                                          .effective_from = sunday + 1,
                                                          .effective_until = sunday + 1}));
}

}  // namespace
}  // namespace frontdesk
