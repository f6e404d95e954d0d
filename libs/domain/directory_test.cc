#include "libs/domain/directory.h"

#include <optional>

#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const PractitionerId kCameron("201");
const PractitionerId kJordan("202");
const BusinessId kCity("101");
const BusinessId kHarbour("102");
const AppointmentTypeId kMassage("302");
const absl::CivilDay kTuesday(2026, 7, 14);

Directory ADirectory() {
  Directory directory;
  directory.offerings = {{kCameron, kCity, kMassage}, {kJordan, kHarbour, kMassage}};
  directory.working_hours = {{.practitioner = kCameron,
                              .business = kCity,
                              .day_of_week = 2,
                              .opens_minute = 540,
                              .closes_minute = 1020,
                              .effective_from = absl::CivilDay(2026, 1, 1),
                              .effective_until = absl::CivilDay(2026, 12, 31)}};
  return directory;
}

TEST(Directory, FiltersOfferingsByWhateverIsGiven) {
  const Directory directory = ADirectory();

  EXPECT_EQ(directory.Offerings({}, {}, kMassage).size(), 2u);
  EXPECT_THAT(directory.Offerings(kCameron, {}, {}),
              ElementsAre(Offering{kCameron, kCity, kMassage}));
  EXPECT_THAT(directory.Offerings(kCameron, kHarbour, {}), IsEmpty());
}

TEST(WorksOn, IsTrueOnAWeekdayWithHours) {
  EXPECT_EQ(ADirectory().WorksOn(kCameron, kCity, kTuesday), true);
}

TEST(WorksOn, IsFalseOnAnotherWeekdayAndOutsideTheEffectiveDays) {
  EXPECT_EQ(ADirectory().WorksOn(kCameron, kCity, kTuesday + 1), false);
  EXPECT_EQ(ADirectory().WorksOn(kCameron, kCity, absl::CivilDay(2027, 1, 5)), false);
}

TEST(WorksOn, IsUnknownWhereNoHoursAreKnownAtAll) {
  EXPECT_EQ(ADirectory().WorksOn(kJordan, kHarbour, kTuesday), std::nullopt);
}

TEST(WorksOn, CountsSundayAsDayZero) {
  Directory directory = ADirectory();
  directory.working_hours[0].day_of_week = 0;

  EXPECT_EQ(directory.WorksOn(kCameron, kCity, absl::CivilDay(2026, 7, 19)), true);
  EXPECT_EQ(directory.WorksOn(kCameron, kCity, absl::CivilDay(2026, 7, 20)), false);
}

}  // namespace
}  // namespace frontdesk::test
