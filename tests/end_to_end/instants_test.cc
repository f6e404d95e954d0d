// A booking lies at the instant that was spoken, also where calendars and clocks are odd: on nights
// on which the clocks change, across midnight and new year, on 29 February, and by the clinic's own
// zone. What counts is what Cliniko has, in UTC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/process.h"
#include "tests/end_to_end/agent_call.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::AgentCall;
using test::ClinicUnderTest;
using test::Form;
using ::testing::HasSubstr;

absl::TimeZone ZoneNamed(const std::string& name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

std::string UtcText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

// The next moment, a while from now, at which the zone's clocks are put forward (or back).
absl::Time NextChange(absl::TimeZone zone, bool forward) {
  absl::Time after = absl::Now() + absl::Hours(24 * 7);
  absl::TimeZone::CivilTransition change;
  while (zone.NextTransition(after, &change)) {
    const absl::Time at = zone.At(change.to).trans;
    if ((change.to > change.from) == forward) return at;
    after = at;
  }
  ADD_FAILURE() << "its clocks never change";
  return after;
}

// 10 in the morning of the next such day that is a while from now.
absl::Time NextMorningOf(int month, int day, absl::TimeZone zone) {
  for (auto year = absl::ToCivilYear(absl::Now(), zone);; ++year) {
    const absl::CivilSecond morning(year.year(), month, day, 10);
    const absl::Time time = absl::FromCivil(morning, zone);
    if (time > absl::Now() + absl::Hours(24 * 7)) return time;
  }
}

struct Place {
  test::ClinicToAdd clinic;
  std::string zone;
  std::string practitioner, service, location;
};

const Place kSydney = {test::Sydney(), "Australia/Sydney", "Dr Cameron Example",
                       "Physiotherapy (60 min)", "City Rooms"};
const Place kNewYork = {test::NewYork(), "America/New_York", "Ms Lee Invented", "Massage",
                        "Downtown Studio"};

// The clinic of Sydney on an island whose clocks change by half an hour.
Place LordHowe() {
  Place place = kSydney;
  place.zone = place.clinic.time_zone = "Australia/Lord_Howe";
  return place;
}

// The demo world, where the clinic is in that zone and everybody works day and night, in steps of
// half an hour in both clinics.
std::string NightShifts(const Place& place) {
  auto world =
      nlohmann::ordered_json::parse(test::TextOf("tests/cliniko_sandbox/worlds/demo.json"));
  for (auto& account : world["accounts"]) {
    if (account["name"] == place.clinic.name) account["time_zone"] = place.zone;
    for (auto& practitioner : account["practitioners"]) {
      if (practitioner["key"] == "lee-invented") {
        practitioner["default_appointment_type"] = "chiro";
        practitioner["appointment_types"] = {"chiro", "massage"};
      }
      for (auto& hours : practitioner["hours"]) {
        hours["days"] = {1, 2, 3, 4, 5, 6, 7};
        hours["windows"] = {"00:00-24:00"};
      }
    }
  }
  return world.dump();
}

// A clinic at a moment of its calendar, which callers of different numbers call.
class ClinicAt {
 public:
  ClinicAt(const Place& place, absl::Time now)
      : place_(place),
        zone_(ZoneNamed(place.zone)),
        house_(Form::kOneProcess,
               {.clinics = {place.clinic}, .world = NightShifts(place), .now = now}) {
    // What begins before midnight may end after it.
    EXPECT_TRUE(
        house_.cliniko().Control("POST", "/settings", R"({"overrun_last_slot": true})").ok());
  }

  // Somebody who has not called yet books an hour.
  json Book(const std::string& day, const std::string& time) {
    const int caller = ++callers_;
    const bool american = place_.zone == "America/New_York";
    const AgentCall call(house_, house_.clinic(0), absl::StrCat("conv_instants_", caller),
                         absl::StrCat(american ? "(212) 555-01" : "0491 570 1", 10 + caller));
    return call.Ask("/appointment-handler", {{"patientName", "Casey Caller"},
                                             {"practitioner", place_.practitioner},
                                             {"appointmentType", place_.service},
                                             {"location", place_.location},
                                             {"appointmentDate", day},
                                             {"appointmentTime", time}});
  }
  json Book(absl::CivilDay day, const std::string& time) {
    return Book(absl::FormatCivilTime(day), time);
  }

  // Books, and expects the hour from `start` on to be in Cliniko and in the answer.
  json ExpectBooked(const std::string& day, const std::string& time, absl::Time start) {
    const json booked = Book(day, time);
    EXPECT_TRUE(booked.value("success", false)) << day << time << booked << house_.Logs();
    EXPECT_EQ(booked.value("appointmentStart", ""), UtcText(start)) << day << time;
    const json made = InCliniko(booked.value("appointmentId", ""));
    EXPECT_EQ(made.value("starts_at", ""), UtcText(start)) << day << time;
    EXPECT_EQ(made.value("ends_at", ""), UtcText(start + absl::Hours(1))) << day << time;
    return booked;
  }
  json ExpectBooked(absl::CivilDay day, const std::string& time, absl::Time start) {
    return ExpectBooked(absl::FormatCivilTime(day), time, start);
  }

  absl::TimeZone zone() const { return zone_; }

 private:
  json InCliniko(const std::string& appointment) {
    const auto rows = house_.cliniko().Control("GET", "/appointments?live=true");
    const json body = json::parse(rows.value_or("{}"), nullptr, /*allow_exceptions=*/false);
    for (const json& row : body.value("appointments", json::array())) {
      if (row["id"] == appointment) return row;
    }
    return json::object();
  }

  const Place place_;
  const absl::TimeZone zone_;
  ClinicUnderTest house_;
  int callers_ = 0;
};

TEST(Instants, OfANightThatSkipsAnHour) {
  for (const Place& place : {kSydney, kNewYork}) {
    const absl::Time change = NextChange(ZoneNamed(place.zone), /*forward=*/true);
    ClinicAt clinic(place, change - absl::Hours(60));
    const absl::CivilDay day = absl::ToCivilDay(change, clinic.zone());

    clinic.ExpectBooked(day, "12:30 AM", change - absl::Minutes(90));
    clinic.ExpectBooked(day, "10:00 AM", change + absl::Hours(7));
    // The wall never shows half past two: an hour later it shows half past three, and that is said.
    const json moved = clinic.ExpectBooked(day, "2:30 AM", change + absl::Minutes(30));
    EXPECT_THAT(moved.value("message", ""), HasSubstr("3:30 AM"));
    // So whoever asks for half past three comes too late.
    EXPECT_EQ(clinic.Book(day, "3:30 AM").value("error", ""), "time_not_available");
  }
}

TEST(Instants, OfANightThatHasAnHourTwice) {
  for (const Place& place : {kSydney, kNewYork}) {
    const absl::Time change = NextChange(ZoneNamed(place.zone), /*forward=*/false);
    ClinicAt clinic(place, change - absl::Hours(60));
    const absl::CivilDay day = absl::ToCivilDay(change, clinic.zone());
    // What the wall shows half an hour before the change, and half an hour after it.
    const std::string twice = absl::FormatTime("%H:%M", change - absl::Minutes(30), clinic.zone());
    ASSERT_EQ(twice, absl::FormatTime("%H:%M", change + absl::Minutes(30), clinic.zone()));

    clinic.ExpectBooked(day, twice, change - absl::Minutes(30));
    clinic.ExpectBooked(day, "10:00 AM",
                        absl::FromCivil(absl::CivilSecond(day) + 10 * 3600, clinic.zone()));
    // The first one is meant, also by the next caller: nobody is put into the second unasked.
    EXPECT_EQ(clinic.Book(day, twice).value("error", ""), "time_not_available");
  }
}

TEST(Instants, WhereClocksChangeByHalfAnHour) {
  const Place place = LordHowe();
  {
    const absl::Time change = NextChange(ZoneNamed(place.zone), /*forward=*/true);
    ClinicAt clinic(place, change - absl::Hours(60));
    const absl::CivilDay day = absl::ToCivilDay(change, clinic.zone());
    clinic.ExpectBooked(day, "2:00 AM", change);
    clinic.ExpectBooked(day, "1:00 AM", change - absl::Hours(1));
  }
  const absl::Time change = NextChange(ZoneNamed(place.zone), /*forward=*/false);
  ClinicAt clinic(place, change - absl::Hours(60));
  const absl::CivilDay day = absl::ToCivilDay(change, clinic.zone());
  clinic.ExpectBooked(day, "1:30 AM", change - absl::Minutes(30));
}

TEST(Instants, AcrossMidnightAndNewYear) {
  const absl::Time now = NextMorningOf(12, 28, ZoneNamed(kSydney.zone));
  ClinicAt clinic(kSydney, now);
  const absl::CivilYear year = absl::ToCivilYear(now, clinic.zone());
  const absl::CivilDay last(year.year(), 12, 31);
  const absl::Time midnight = absl::FromCivil(absl::CivilSecond(last + 1), clinic.zone());

  // The last hour of the year begins in it and ends in the next.
  clinic.ExpectBooked("31 December", "11:30 PM", midnight - absl::Minutes(30));
  EXPECT_EQ(clinic.Book(last + 1, "12:00 AM").value("error", ""), "time_not_available");
  clinic.ExpectBooked("January 1st", "12:30 AM", midnight + absl::Minutes(30));
  const json booked = clinic.ExpectBooked("January 2nd", "9:30 AM", midnight + absl::Hours(33.5));
  EXPECT_EQ(booked["appointmentDetails"].value("date", ""),
            absl::StrCat(absl::FormatTime("%A", midnight + absl::Hours(33.5), clinic.zone()),
                         ", January 2, ", last.year() + 1));
}

TEST(Instants, OnTheTwentyNinthOfFebruary) {
  absl::Time now = NextMorningOf(2, 20, ZoneNamed(kNewYork.zone));
  const auto leaps = [](absl::civil_year_t year) {
    return absl::CivilDay(year, 2, 29).day() == 29;
  };
  absl::civil_year_t year = absl::ToCivilYear(now, ZoneNamed(kNewYork.zone)).year();
  while (!leaps(year)) ++year;
  now = absl::FromCivil(absl::CivilSecond(year, 2, 20, 10), ZoneNamed(kNewYork.zone));
  ClinicAt clinic(kNewYork, now);
  const absl::CivilDay day(year, 2, 29);

  clinic.ExpectBooked("February 29th", "10:30 AM",
                      absl::FromCivil(absl::CivilSecond(day) + 10 * 3600 + 1800, clinic.zone()));
  clinic.ExpectBooked("29 February", "4 pm",
                      absl::FromCivil(absl::CivilSecond(day) + 16 * 3600, clinic.zone()));
  EXPECT_EQ(clinic.Book("February 30th", "10:30 AM").value("error", ""), "invalid_datetime");
}

}  // namespace
}  // namespace frontdesk
