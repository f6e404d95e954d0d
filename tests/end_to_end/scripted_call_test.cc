// Two whole calls, through the gateway alone and in both forms of the process layout: a first-time
// caller in Sydney who turns offers down, and a caller of the New York clinic. The five processes
// reach Postgres through a PgBouncer in transaction mode.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/end_to_end/agent_call.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::AgentCall;
using test::ClinicUnderTest;
using test::Form;
using test::kAsLongAsACallerTakes;
using test::OffersOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

absl::TimeZone ZoneNamed(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

std::string UtcText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

// A day within the next two weeks that means another day, or none, where the day is written first.
absl::CivilDay DayThatAmericansWriteDifferently(absl::CivilDay today) {
  for (absl::CivilDay day = today + 1; day <= today + 14; ++day) {
    if (day.day() != day.month()) return day;
  }
  return today + 1;
}

class ScriptedCallTest : public ::testing::TestWithParam<Form> {
 protected:
  // What Cliniko has of one appointment; null if it has none that stands.
  json InCliniko(const std::string& appointment) {
    return RowOf("/appointments?live=true", "appointments", appointment);
  }
  json PatientInCliniko(const std::string& patient) {
    return RowOf("/patients", "patients", patient);
  }

  ClinicUnderTest house_{GetParam(),
                         {.clinics = {test::Sydney(), test::NewYork()},
                          .works_daily = true,
                          .pooler = GetParam() == Form::kFiveProcesses}};
  const int live_before_ = house_.cliniko().LiveAppointments();

 private:
  json RowOf(const std::string& path, const std::string& list, const std::string& id) {
    const auto rows = house_.cliniko().Control("GET", path);
    EXPECT_TRUE(rows.ok()) << rows.status();
    const json body = json::parse(rows.value_or("{}"), nullptr, /*allow_exceptions=*/false);
    for (const json& row : body.value(list, json::array())) {
      if (row["id"] == id) return row;
    }
    return nullptr;
  }
};

INSTANTIATE_TEST_SUITE_P(Forms, ScriptedCallTest,
                         ::testing::Values(Form::kOneProcess, Form::kFiveProcesses),
                         [](const ::testing::TestParamInfo<Form>& form) {
                           return form.param == Form::kOneProcess ? "OneProcess" : "FiveProcesses";
                         });

TEST_P(ScriptedCallTest, LeadsAFirstTimeCallerToABooking) {
  const AgentCall call(house_, house_.clinic(0), "conv_scripted_call_1", "0491 570 110");

  const json vague = call.Ask("/location-resolver", {{"locationQuery", "the clinic"}});
  ASSERT_TRUE(vague.value("needs_clarification", false)) << vague;
  ASSERT_GE(vague["options"].size(), 2u) << vague;

  const json place = call.Ask("/confirm-location",
                              {{"userResponse", "the city one"}, {"options", vague["options"]}});
  ASSERT_TRUE(place.value("location_confirmed", false)) << place;
  const json business = place["business_id"];
  EXPECT_EQ(place["business_name"], "City Rooms");

  const json staff = call.Ask("/get-location-practitioners", {{"business_id", business}});
  ASSERT_TRUE(staff.value("success", false)) << staff;
  EXPECT_GE(staff["practitioners"].size(), 2u);

  const json free =
      call.Ask("/get-available-practitioners", {{"business_id", business}, {"date", "tomorrow"}});
  ASSERT_TRUE(free.value("success", false)) << free;
  EXPECT_THAT(free["practitionerNames"], Contains("Dr Cameron Example"));
  EXPECT_THAT(free["practitionerNames"], Contains("Ms Cameron Sample"));
  const absl::CivilDay tomorrow = absl::ToCivilDay(absl::Now(), ZoneNamed("Australia/Sydney")) + 1;
  EXPECT_EQ(free["dateISO"], absl::FormatCivilTime(tomorrow));

  const json services =
      call.Ask("/get-practitioner-services", {{"practitioner", "Dr Cameron Example"}});
  ASSERT_TRUE(services.value("success", false)) << services;
  const json info = call.Ask("/get-practitioner-info", {{"practitioner", "Dr Cameron Example"}});
  ASSERT_TRUE(info.value("success", false)) << info;

  const json search = {{"practitioner", "Dr Cameron Example"},
                       {"service", "Physiotherapy (60 min)"},
                       {"business_id", business}};
  std::set<std::string> heard;
  json first;
  for (int turned_down = 0; turned_down <= 3; ++turned_down) {
    const json offer = call.Ask("/find-next-available", search);
    ASSERT_TRUE(offer.value("found", false)) << offer;
    ASSERT_FALSE(offer["slot_details"].empty()) << offer;
    if (turned_down == 0) first = offer;
    for (const json& slot : offer["slot_details"]) {
      EXPECT_TRUE(heard.insert(slot["start"].get<std::string>()).second)
          << "offered twice: " << slot;
    }
    absl::SleepFor(kAsLongAsACallerTakes);
  }

  // Somebody else: what was turned down is forgotten, so the first times come again.
  const json other = call.Ask(
      "/find-next-available",
      {{"practitioner", "Ms Cameron Sample"}, {"service", "Massage"}, {"business_id", business}});
  ASSERT_TRUE(other.value("found", false)) << other;
  const json again = call.Ask("/find-next-available", search);
  EXPECT_EQ(OffersOf(again), OffersOf(first));

  // What /find-next-available answers is what /appointment-handler wants.
  json booking = again["booking"];
  ASSERT_TRUE(booking.is_object()) << again;
  booking["patientName"] = "Casey Caller";
  const json booked = call.Ask("/appointment-handler", booking);
  ASSERT_TRUE(booked.value("success", false)) << booked << house_.Logs();
  EXPECT_EQ(booked["appointmentStart"], again["appointmentStart"]);
  EXPECT_EQ(house_.cliniko().LiveAppointments(), live_before_ + 1);
  const json made = InCliniko(booked["bookingId"]);
  ASSERT_TRUE(made.is_object()) << booked;
  EXPECT_EQ(made["starts_at"], again["appointmentStart"]);
}

TEST_P(ScriptedCallTest, SpeaksToAnAmericanInTheirWordsAndTime) {
  const absl::TimeZone zone = ZoneNamed("America/New_York");
  const AgentCall call(house_, house_.clinic(1), "conv_scripted_call_2", "(646) 555-0187");

  const json vague = call.Ask("/location-resolver", {{"locationQuery", "the studio"}});
  ASSERT_TRUE(vague.value("needs_clarification", false)) << vague;
  EXPECT_THAT(vague["option_names"],
              ::testing::UnorderedElementsAre("Downtown Studio", "Riverside Studio"));
  const json place = call.Ask("/confirm-location",
                              {{"userResponse", "uh, downtown"}, {"options", vague["options"]}});
  ASSERT_TRUE(place.value("location_confirmed", false)) << place;
  EXPECT_EQ(place["business_name"], "Downtown Studio");
  const json business = place["business_id"];

  const absl::CivilDay today = absl::ToCivilDay(absl::Now(), zone);
  const json free =
      call.Ask("/get-available-practitioners", {{"business_id", business}, {"date", "tomorrow"}});
  ASSERT_TRUE(free.value("success", false)) << free;
  EXPECT_EQ(free["dateISO"], absl::FormatCivilTime(today + 1));
  EXPECT_THAT(free["practitionerNames"],
              ::testing::UnorderedElementsAre("Dr Pat Demo", "Ms Lee Invented"));

  const absl::CivilDay day = DayThatAmericansWriteDifferently(today);
  const std::string said_day = absl::StrCat(day.month(), "/", day.day());
  SCOPED_TRACE(said_day);
  const json times = call.Ask("/availability-checker", {{"practitioner", "Doctor Demo"},
                                                        {"appointmentType", "chiropractic"},
                                                        {"business_id", business},
                                                        {"date", said_day}});
  ASSERT_TRUE(times.value("success", false)) << times;
  EXPECT_EQ(times["dateISO"], absl::FormatCivilTime(day));
  EXPECT_TRUE(times.value("requestedDateAvailable", false)) << times;
  EXPECT_THAT(times["available_times"], Contains("8:00 AM"));
  EXPECT_THAT(times["available_times"], Contains("2:30 PM"));
  EXPECT_THAT(times["available_times"], Not(Contains("12:30 PM"))) << "lunch on New York's clock";
  EXPECT_THAT(times.value("message", ""), HasSubstr("8:00 AM"));

  const json booked = call.Ask("/appointment-handler", {{"patientName", "Dana Caller"},
                                                        {"practitioner", "Doctor Demo"},
                                                        {"appointmentType", "chiropractic"},
                                                        {"business_id", business},
                                                        {"appointmentDate", said_day},
                                                        {"appointmentTime", "half past two"}});
  ASSERT_TRUE(booked.value("success", false)) << booked << house_.Logs();

  const std::string half_past_two =
      UtcText(absl::FromCivil(absl::CivilMinute(day.year(), day.month(), day.day(), 14, 30), zone));
  EXPECT_EQ(booked["appointmentStart"], half_past_two);
  EXPECT_THAT(booked.value("message", ""), HasSubstr("2:30 PM"));
  EXPECT_EQ(booked["timeSlot"]["time"], "14:30");
  EXPECT_EQ(house_.cliniko().LiveAppointments(), live_before_ + 1);
  const json made = InCliniko(booked["bookingId"]);
  ASSERT_TRUE(made.is_object()) << booked;
  EXPECT_EQ(made["starts_at"], half_past_two);
  const json patient = PatientInCliniko(made["patient_id"]);
  EXPECT_EQ(patient["last_name"], "Caller");
  EXPECT_THAT(patient.dump(), HasSubstr("6465550187"));
}

}  // namespace
}  // namespace frontdesk
