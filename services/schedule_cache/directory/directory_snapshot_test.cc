#include "services/schedule_cache/directory/directory_snapshot.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/cliniko/types.h"
#include "libs/cliniko/weekdays.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "services/schedule_cache/directory/working_hours.h"

namespace frontdesk {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const BusinessId kCity("11");
const BusinessId kPerth("12");
const PractitionerId kAda("21");
const PractitionerId kBen("22");
const AppointmentTypeId kInitial("31");
const AppointmentTypeId kReturn("32");
constexpr absl::CivilDay kToday(2026, 3, 2);  // a Monday; Sydney has daylight saving

absl::TimeZone Zone(const std::string& name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone));
  return zone;
}

cliniko::DailyAvailability Day(int day_of_week, int opens_hour, int closes_hour) {
  return {.id = "1",
          .business = kCity,
          .practitioner = kAda,
          .day_of_week = day_of_week,
          .windows = {{.opens = {opens_hour * 60}, .closes = {closes_hour * 60}}}};
}

class BuildSnapshotTest : public ::testing::Test {
 protected:
  BuildSnapshotTest() {
    cliniko_.businesses = {{.id = kCity, .name = "City Clinic"},
                           {.id = kPerth, .name = "Perth Clinic"}};
    cliniko_.practitioners = {
        {.id = kAda, .title = "Dr", .first_name = "Ada", .last_name = "Example"},
        {.id = kBen, .first_name = "Ben", .last_name = "Sample"}};
    cliniko_.appointment_types = {
        {.id = kInitial, .name = "Initial", .duration = absl::Minutes(60)},
        {.id = kReturn, .name = "Return", .duration = absl::Minutes(30)}};
    cliniko_.services = {{.business = kCity, .type = kInitial, .practitioners = {kAda, kBen}},
                         {.business = kCity, .type = kReturn, .practitioners = {kAda}},
                         {.business = kPerth, .type = kInitial, .practitioners = {kAda}}};
    cliniko_.daily_availabilities = {Day(7, 9, 12)};
    cliniko_.weekday_numbering = cliniko::WeekdayNumbering::kIso;
  }

  DirectorySnapshot Build() { return BuildSnapshot(cliniko_, Zone("Australia/Sydney"), kToday); }

  ClinikoDirectory cliniko_;
};

WorkingHours Weekly(const BusinessId& business, int day_of_week, int opens, int closes) {
  return {.practitioner = kAda,
          .business = business,
          .day_of_week = day_of_week,
          .opens_minute = opens,
          .closes_minute = closes,
          .effective_from = kAlways};
}

TEST_F(BuildSnapshotTest, TakesEverythingThatIsOpenToOnlineBooking) {
  const DirectorySnapshot snapshot = Build();

  EXPECT_THAT(snapshot.businesses,
              ElementsAre(Business{.id = kCity, .name = "City Clinic", .primary = true},
                          Business{.id = kPerth, .name = "Perth Clinic"}));
  EXPECT_THAT(snapshot.practitioners, ElementsAre(Practitioner{.id = kAda,
                                                               .title = "Dr",
                                                               .first_name = "Ada",
                                                               .last_name = "Example",
                                                               .display_name = "Dr Ada Example",
                                                               .appointment_type_count = 2},
                                                  Practitioner{.id = kBen,
                                                               .first_name = "Ben",
                                                               .last_name = "Sample",
                                                               .display_name = "Ben Sample",
                                                               .appointment_type_count = 1}));
  EXPECT_THAT(
      snapshot.appointment_types,
      ElementsAre(AppointmentType{.id = kInitial, .name = "Initial", .duration = absl::Minutes(60)},
                  AppointmentType{.id = kReturn, .name = "Return", .duration = absl::Minutes(30)}));
  EXPECT_THAT(snapshot.offerings,
              ElementsAre(Offering{kAda, kCity, kInitial}, Offering{kAda, kCity, kReturn},
                          Offering{kAda, kPerth, kInitial}, Offering{kBen, kCity, kInitial}));
  EXPECT_THAT(snapshot.warnings, IsEmpty());
}

TEST_F(BuildSnapshotTest, LeavesOutWhatIsHiddenAndEveryOfferingOfIt) {
  cliniko_.businesses[0].show_in_online_bookings = false;
  EXPECT_THAT(Build().offerings, ElementsAre(Offering{kAda, kPerth, kInitial}));
  EXPECT_THAT(Build().businesses,
              ElementsAre(AllOf(Field(&Business::id, kPerth), Field(&Business::primary, true))));
  EXPECT_THAT(Build().warnings, ElementsAre(HasSubstr("1 locations are hidden")));
}

TEST_F(BuildSnapshotTest, LeavesOutHiddenAndInactivePractitioners) {
  cliniko_.practitioners[0].show_in_online_bookings = false;
  cliniko_.practitioners[1].active = false;

  EXPECT_THAT(Build().practitioners, IsEmpty());
  EXPECT_THAT(Build().offerings, IsEmpty());
  EXPECT_THAT(Build().warnings, Contains(HasSubstr("nothing can be booked")));
}

TEST_F(BuildSnapshotTest, LeavesOutTypesThatAreHiddenOrForGroups) {
  cliniko_.appointment_types[0].show_in_online_bookings = false;
  cliniko_.appointment_types[1].max_attendees = 8;

  EXPECT_THAT(Build().appointment_types, IsEmpty());
  EXPECT_THAT(Build().offerings, IsEmpty());
}

TEST_F(BuildSnapshotTest, LeavesOutTypesWhoseDurationNoRowCanHold) {
  cliniko_.appointment_types[0].duration = absl::ZeroDuration();
  cliniko_.appointment_types[1].duration = absl::Hours(24);

  EXPECT_THAT(Build().appointment_types, IsEmpty());
}

TEST_F(BuildSnapshotTest, TakesARowOnceThoughAPageRepeatedIt) {
  cliniko_.businesses.push_back(cliniko_.businesses[0]);
  cliniko_.practitioners.push_back(cliniko_.practitioners[0]);
  cliniko_.appointment_types.push_back(cliniko_.appointment_types[0]);
  cliniko_.services.push_back(cliniko_.services[0]);

  const DirectorySnapshot snapshot = Build();
  EXPECT_EQ(snapshot.businesses.size(), 2u);
  EXPECT_EQ(snapshot.practitioners.size(), 2u);
  EXPECT_EQ(snapshot.appointment_types.size(), 2u);
  EXPECT_EQ(snapshot.offerings.size(), 4u);
}

TEST_F(BuildSnapshotTest, NamesEverythingOnOneLine) {
  cliniko_.businesses[0].name = "";
  cliniko_.businesses[0].display_name = std::string(" City \n\0 Rooms ", 15);
  cliniko_.practitioners[0] = {.id = kAda, .display_name = "Ada E."};
  cliniko_.appointment_types[0].name = "\t";

  const DirectorySnapshot snapshot = Build();
  EXPECT_EQ(snapshot.businesses[0].name, "City Rooms");
  EXPECT_EQ(snapshot.practitioners[0].display_name, "Ada E.");
  EXPECT_EQ(snapshot.appointment_types[0].name, "Appointment 31");
}

TEST_F(BuildSnapshotTest, TurnsWeekdaysToOurNumbering) {
  cliniko_.daily_availabilities = {Day(1, 9, 12), Day(7, 10, 14)};  // ISO: Monday, Sunday

  EXPECT_THAT(Build().weekly_hours,
              ElementsAre(Weekly(kCity, 0, 600, 840), Weekly(kCity, 1, 540, 720)));
}

TEST_F(BuildSnapshotTest, ReadsWeekdaysAsTheAccountCountsThem) {
  cliniko_.daily_availabilities = {Day(0, 9, 12), Day(1, 10, 14)};
  cliniko_.weekday_numbering = cliniko::WeekdayNumbering::kMondayZero;
  EXPECT_THAT(Build().weekly_hours,
              ElementsAre(Weekly(kCity, 1, 540, 720), Weekly(kCity, 2, 600, 840)));

  cliniko_.weekday_numbering = cliniko::WeekdayNumbering::kSundayZero;
  EXPECT_THAT(Build().weekly_hours,
              ElementsAre(Weekly(kCity, 0, 540, 720), Weekly(kCity, 1, 600, 840)));
}

// Blocks alone would look as if nobody worked on other days.
TEST_F(BuildSnapshotTest, KeepsNoHoursAtAllWhereWeekdaysCannotBeTold) {
  cliniko_.weekday_numbering = std::nullopt;
  cliniko_.availability_blocks = {{.business = kCity,
                                   .practitioner = kAda,
                                   .starts_at = absl::FromUnixSeconds(1'772'600'000),
                                   .ends_at = absl::FromUnixSeconds(1'772'603'600)}};

  EXPECT_THAT(Build().weekly_hours, IsEmpty());
  EXPECT_THAT(Build().block_hours, IsEmpty());
  EXPECT_THAT(Build().warnings, ElementsAre(HasSubstr("cannot be told")));
}

TEST_F(BuildSnapshotTest, SaysWhereClinikoTellsNoHours) {
  cliniko_.daily_availabilities.clear();

  EXPECT_THAT(Build().warnings, ElementsAre(HasSubstr("no working hours")));
}

TEST_F(BuildSnapshotTest, TurnsHoursToTheClinicsClock) {
  cliniko_.businesses[1].zone = {.label = "Perth"};  // three hours behind Sydney in March
  cliniko::DailyAvailability day = Day(7, 8, 22);
  day.business = kPerth;
  cliniko_.daily_availabilities = {day};

  EXPECT_THAT(Build().weekly_hours,
              ElementsAre(Weekly(kPerth, 0, 11 * 60, 24 * 60), Weekly(kPerth, 1, 0, 60)));
}

TEST_F(BuildSnapshotTest, KeepsHoursOnlyOfWhoAndWhatIsOpen) {
  cliniko_.practitioners[0].show_in_online_bookings = false;
  cliniko_.daily_availabilities = {Day(7, 9, 12)};
  cliniko_.availability_blocks = {
      {.business = kCity,
       .practitioner = kAda,
       .starts_at = absl::FromCivil(absl::CivilHour(kToday) + 34, Zone("Australia/Sydney")),
       .ends_at = absl::FromCivil(absl::CivilHour(kToday) + 36, Zone("Australia/Sydney"))}};

  EXPECT_THAT(Build().weekly_hours, IsEmpty());
  EXPECT_THAT(Build().block_hours, IsEmpty());
}

TEST_F(BuildSnapshotTest, MakesAvailabilityBlocksHoursOfTheirDayOnly) {
  const absl::TimeZone sydney = Zone("Australia/Sydney");
  const auto block = [&](absl::CivilHour starts, int hours) {
    return cliniko::AvailabilityBlock{.business = kCity,
                                      .practitioner = kAda,
                                      .starts_at = absl::FromCivil(starts, sydney),
                                      .ends_at = absl::FromCivil(starts + hours, sydney)};
  };
  cliniko_.availability_blocks = {block(absl::CivilHour(2026, 3, 7, 9), 3),
                                  block(absl::CivilHour(2026, 3, 1, 9), 3),   // yesterday
                                  block(absl::CivilHour(2027, 3, 3, 9), 3)};  // in 366 days
  WorkingHours saturday = Weekly(kCity, 6, 540, 720);
  saturday.effective_from = absl::CivilDay(2026, 3, 7);
  saturday.effective_until = absl::CivilDay(2026, 3, 7);

  EXPECT_THAT(Build().block_hours, ElementsAre(saturday));
}

TEST_F(BuildSnapshotTest, BoundsABlockThatNeverEnds) {
  cliniko_.availability_blocks = {{.business = kCity,
                                   .practitioner = kAda,
                                   .starts_at = absl::InfinitePast(),
                                   .ends_at = absl::InfiniteFuture()}};

  EXPECT_EQ(Build().block_hours.size(), 366u);
}

}  // namespace
}  // namespace frontdesk
