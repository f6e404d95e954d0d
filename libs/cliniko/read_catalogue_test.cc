#include "libs/cliniko/read_catalogue.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/cliniko/json_row.h"
#include "libs/cliniko/read_account.h"
#include "nlohmann/json.hpp"

namespace frontdesk::cliniko {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Json Parse(const char* text) { return *ParseJson(text); }

TEST(ReadPractitioner, ReadsTheDocumentedShape) {
  const Json json = Parse(R"({"id":"514810972972521916","title":"Mr","first_name":"Randy",
      "last_name":"Savage","label":"Randy Savage","display_name":null,"designation":"Osteopath",
      "description":null,"active":true,"show_in_online_bookings":true,
      "created_at":"2013-03-26T14:00:00Z","updated_at":"2013-03-26T14:00:00Z",
      "default_appointment_type":{"links":{"self":"https://api.au1.cliniko.com/v1/appointment_types/7"}},
      "user":{"links":{"self":"https://api.au1.cliniko.com/v1/users/1"}},"something_new":[1,2]})");

  const absl::StatusOr<Practitioner> practitioner = ReadPractitioner(json);

  ASSERT_TRUE(practitioner.ok()) << practitioner.status();
  EXPECT_EQ(practitioner->id.value(), "514810972972521916");
  EXPECT_EQ(practitioner->designation, "Osteopath");
  EXPECT_EQ(practitioner->display_name, "");
  EXPECT_EQ(practitioner->default_appointment_type.value(), "7");
}

TEST(ReadPractitioner, TakesAnUnansweredFlagAsShown) {
  const Json json = Parse(R"({"id":75335355,"updated_at":"2013-03-26T14:00:00Z","active":null})");
  const absl::StatusOr<Practitioner> practitioner = ReadPractitioner(json);
  ASSERT_TRUE(practitioner.ok()) << practitioner.status();
  EXPECT_EQ(practitioner->id.value(), "75335355");
  EXPECT_TRUE(practitioner->active);
  EXPECT_TRUE(practitioner->show_in_online_bookings);
}

TEST(ReadBusiness, KnowsItsZoneWhereTheAccountHasZones) {
  const Json json =
      Parse(R"({"id":"1","business_name":"Hill St","updated_at":"2013-03-26T14:00:00Z",
      "time_zone":"Melbourne","time_zone_identifier":"Australia/Melbourne",
      "show_in_online_bookings":false})");
  const absl::StatusOr<Business> business = ReadBusiness(json);
  ASSERT_TRUE(business.ok()) << business.status();
  EXPECT_EQ(business->zone, (ZoneName{.label = "Melbourne", .identifier = "Australia/Melbourne"}));
  EXPECT_FALSE(business->show_in_online_bookings);
}

TEST(ReadAppointmentType, HasADurationAndMaybeItsOwnNotice) {
  const Json json = Parse(R"({"id":"1","name":"Massage","duration_in_minutes":45,"max_attendees":1,
      "online_bookings_lead_time_hours":4,"updated_at":"2013-03-26T14:00:00Z"})");
  const absl::StatusOr<AppointmentType> type = ReadAppointmentType(json);
  ASSERT_TRUE(type.ok()) << type.status();
  EXPECT_EQ(type->duration, absl::Minutes(45));
  EXPECT_EQ(type->booking_notice, absl::Hours(4));
  EXPECT_FALSE(
      ReadAppointmentType(Parse(R"({"id":"1","updated_at":"2013-03-26T14:00:00Z"})")).ok());
}

TEST(ReadService, NamesEveryoneWhoOffersTheTypeThere) {
  const Json json = Parse(R"({"business":{"links":{"self":"/v1/businesses/1"}},
      "appointment_type":{"links":{"self":"/v1/appointment_types/2"}},
      "practitioners":[{"links":{"self":"/v1/practitioners/3"}},{"links":{"self":"/v1/practitioners/4"}}]})");
  const absl::StatusOr<Service> service = ReadService(json);
  ASSERT_TRUE(service.ok()) << service.status();
  EXPECT_THAT(service->practitioners, ElementsAre(PractitionerId("3"), PractitionerId("4")));
  EXPECT_FALSE(ReadService(Parse("{}")).ok());
}

Json Day(const char* windows, const char* weekday = "1") {
  return Parse(absl::StrCat(R"({"id":"5","updated_at":"2020-10-19T15:37:36Z","day_of_week":)",
                            weekday, R"(,"availabilities":)", windows,
                            R"(,"business":{"links":{"self":"/v1/businesses/1"}},)",
                            R"("practitioner":{"links":{"self":"/v1/practitioners/2"}}})")
                   .c_str());
}

TEST(ReadDailyAvailability, ReadsSplitDaysInOrder) {
  const Json json =
      Day(R"([{"starts_at":"14:00","ends_at":"24:00"},{"starts_at":"09:00","ends_at":"13:30"}])");
  const absl::StatusOr<DailyAvailability> day = ReadDailyAvailability(json);
  ASSERT_TRUE(day.ok()) << day.status();
  EXPECT_EQ(day->day_of_week, 1);
  EXPECT_THAT(day->windows,
              ElementsAre(DayWindow{{9 * 60}, {13 * 60 + 30}}, DayWindow{{14 * 60}, {24 * 60}}));
}

// Their minutes used to be counted before the hours were looked at, beyond what an int holds.
TEST(ReadDailyAvailability, LeavesOutHoursThatNoClockHas) {
  for (const char* hours : {"25", "71582789", "2147483647"}) {
    const std::string windows =
        absl::StrCat(R"([{"starts_at":"09:00","ends_at":")", hours, R"(:30"}])");
    EXPECT_THAT(ReadDailyAvailability(Day(windows.c_str()))->windows, IsEmpty()) << windows;
  }
}

TEST(ReadDailyAvailability, LeavesOutWindowsThatMakeNoSense) {
  for (const char* windows : {"null", "[]", R"([{"starts_at":"13:00","ends_at":"09:00"}])",
                              R"([{"starts_at":"09:00","ends_at":"09:00"}])",
                              R"([{"starts_at":"09:00","ends_at":"24:01"}])",
                              R"([{"starts_at":"9 am","ends_at":"1 pm"}])", "[null]"}) {
    EXPECT_THAT(ReadDailyAvailability(Day(windows))->windows, IsEmpty()) << windows;
  }
  EXPECT_EQ(ReadDailyAvailability(Day("[]", "null"))->day_of_week, -1);
}

TEST(ReadSettings, SurvivesGroupsThatAreNull) {
  const absl::StatusOr<AccountSettings> settings =
      ReadSettings(Parse(R"({"account":null,"online_bookings":null})"));
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_TRUE(settings->online_bookings_enabled);
  EXPECT_EQ(settings->most_bookings_per_segment, std::nullopt);
}

TEST(ReadSettings, TakesZeroAsNoLimitForASegmentButAsNoNotice) {
  const absl::StatusOr<AccountSettings> settings = ReadSettings(Parse(R"({
      "account":{"id":1,"name":"Hill St","country_code":"AU","time_zone":"Melbourne"},
      "online_bookings":{"enabled":false,"max_appointments_per_day_segment":0,
        "min_hours_advance_required_to_book":0,"allow_bookings_days_in_advance":84}})"));
  ASSERT_TRUE(settings.ok()) << settings.status();
  EXPECT_EQ(settings->country_code, "AU");
  EXPECT_EQ(settings->zone.label, "Melbourne");
  EXPECT_FALSE(settings->online_bookings_enabled);
  EXPECT_EQ(settings->most_bookings_per_segment, std::nullopt);
  EXPECT_EQ(settings->booking_notice, absl::ZeroDuration());
  EXPECT_EQ(settings->days_in_advance, 84);
}

}  // namespace
}  // namespace frontdesk::cliniko
