// What a key of one clinic is told about another clinic's numbers, calls, appointments, locations
// and people: word for word what it is told about those that do not exist.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "absl/time/clock.h"
#include "tests/end_to_end/agent_call.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::AgentCall;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;

constexpr char kNoNumber[] = "+61 491 579 999";  // of no clinic
constexpr char kNoId[] = "999999999999999999";   // of nothing; as long as Cliniko's
constexpr char kFreshCall[] = "conv_of_nobody_0001";
constexpr char kTheirCall[] = "conv_of_others_0001";
constexpr char kPhone[] = "0491 570 110";
constexpr char kTheirPhone[] = "(212) 555-0142";

// Every webhook, with the fields that it is asked with.
struct Route {
  std::string path;
  json fields;
};

std::vector<Route> Routes() {
  const json search = {{"practitioner", "Dr Cameron Example"},
                       {"service", "Physiotherapy (60 min)"},
                       {"location", "City Rooms"},
                       {"date", "in 2 days"}};
  return {{"/location-resolver", {{"locationQuery", "city"}}},
          {"/confirm-location", {{"userResponse", "the first"}, {"options", {"City Rooms"}}}},
          {"/get-location-practitioners", {{"location", "City Rooms"}}},
          {"/availability-checker", search},
          {"/get-available-practitioners", search},
          {"/find-next-available", search},
          {"/enhanced/get-available-practitioners", search},
          {"/appointment-handler",
           {{"action", "book"}, {"practitioner", "Dr Cameron Example"}, {"patientName", "Casey"}}},
          {"/cancel-appointment", {{"appointmentId", kNoId}}},
          {"/reschedule-appointment", {{"appointmentId", kNoId}, {"newDate", "in 3 days"}}},
          {"/get-practitioner-services", {{"practitioner", "Dr Cameron Example"}}},
          {"/get-practitioner-info", {{"practitioner", "Dr Cameron Example"}}}};
}

// What differs from one moment to the next, and says nothing of anybody.
void ForgetTimes(json& body) {
  if (body.is_array()) {
    for (json& element : body) ForgetTimes(element);
  }
  if (!body.is_object()) return;
  for (const char* name : {"data_age_seconds", "dataAgeSeconds", "performance_metrics", "timestamp",
                           "stale", "partial", "retryable", "slotId"}) {
    body.erase(name);
  }
  for (auto& [name, value] : body.items()) ForgetTimes(value);
}

class TenancyTest : public ::testing::Test {
 protected:
  // Asks with our key, as an agent does. What was asked for by name is its name in the answer too.
  std::string Ask(const std::string& path, json body, const std::string& named) {
    if (!body.contains("dialedNumber")) body["dialedNumber"] = house_.clinic(0).number;
    if (!body.contains("sessionId")) body["sessionId"] = kFreshCall;
    if (!body.contains("callerPhone")) body["callerPhone"] = kPhone;
    HttpAnswer answer;
    for (int i = 0; i < 20; ++i) {
      answer = house_.Post(house_.clinic(0), path, body);
      if (answer.body.is_object() && answer.body.value("error", "") != "still_checking" &&
          !answer.body.value("partial", false)) {
        break;
      }
      absl::SleepFor(absl::Milliseconds(50));
    }
    EXPECT_EQ(answer.status, 200) << answer.text;
    json forgotten = answer.body;
    ForgetTimes(forgotten);
    return absl::StrReplaceAll(forgotten.dump(), {{named, "THE NAMED"}});
  }

  // The answers about what is theirs and about what does not exist.
  void ExpectNoDifference(const Route& route, const std::string& field, const std::string& theirs,
                          const std::string& nobodys) {
    SCOPED_TRACE(route.path + " " + field);
    json about_theirs = route.fields;
    about_theirs[field] = theirs;
    json about_nothing = route.fields;
    about_nothing[field] = nobodys;
    EXPECT_EQ(Ask(route.path, about_theirs, theirs), Ask(route.path, about_nothing, nobodys));
  }

  // Books at the other clinic, and returns the appointment.
  json BookTheirs() {
    const AgentCall call(house_, house_.clinic(1), kTheirCall, kTheirPhone);
    json booking = call.Ask("/find-next-available", {{"service", "Massage"}})["booking"];
    booking["patientName"] = "Robin Other";
    json booked = call.Ask("/appointment-handler", booking);
    EXPECT_TRUE(booked.value("success", false)) << booked << house_.Logs();
    return booked;
  }

  ClinicUnderTest house_{Form::kOneProcess,
                         {.clinics = {test::Sydney(), test::NewYork()}, .works_daily = true}};
};

TEST_F(TenancyTest, AKeyReachesNoNumberOfAnotherClinic) {
  for (const Route& route : Routes()) {
    ExpectNoDifference(route, "dialedNumber", house_.clinic(1).number, kNoNumber);
  }
}

TEST_F(TenancyTest, ACallOfAnotherClinicIsOneThatHasJustBegun) {
  const AgentCall theirs(house_, house_.clinic(1), kTheirCall, kPhone);
  theirs.Ask("/find-next-available", {{"service", "Massage"}});
  theirs.Ask("/location-resolver", {{"locationQuery", "studio"}});
  for (const Route& route : Routes()) {
    ExpectNoDifference(route, "sessionId", kTheirCall, kFreshCall);
  }
}

TEST_F(TenancyTest, AnAppointmentOfAnotherClinicDoesNotExistAndStays) {
  const json booked = BookTheirs();
  const std::string id = booked.value("bookingId", "");
  ASSERT_NE(id, "") << booked;
  const int live = house_.cliniko().LiveAppointments();
  for (const std::string& phone : {std::string(kPhone), std::string(kTheirPhone)}) {
    for (Route route :
         {Route{"/cancel-appointment", {}}, Route{"/appointment-handler", {{"action", "cancel"}}},
          Route{"/appointment-handler", {{"action", "reschedule"}, {"newDate", "in 3 days"}}},
          Route{"/reschedule-appointment", {{"newDate", "in 3 days"}}}}) {
      route.fields["callerPhone"] = phone;
      ExpectNoDifference(route, "appointmentId", id, kNoId);
      ExpectNoDifference(route, "bookingId", id, kNoId);
    }
  }
  EXPECT_EQ(house_.cliniko().LiveAppointments(), live);
  const AgentCall theirs(house_, house_.clinic(1), kTheirCall, kTheirPhone);
  EXPECT_TRUE(theirs.Ask("/cancel-appointment", {{"appointmentId", id}}).value("success", false));
}

TEST_F(TenancyTest, PlacesPeopleAndServicesOfAnotherClinicDoNotExist) {
  const AgentCall theirs(house_, house_.clinic(1), kTheirCall, kTheirPhone);
  const json staff = theirs.Ask("/get-location-practitioners", {{"location", "Downtown Studio"}});
  const std::string business = staff.value("business_id", staff.value("locationId", ""));
  ASSERT_FALSE(staff.value("practitioners", json::array()).empty()) << staff;
  const std::string practitioner = staff["practitioners"][0].value("id", "");
  const json offered =
      theirs.Ask("/get-practitioner-services", {{"practitioner_id", practitioner}});
  ASSERT_FALSE(offered.value("services", json::array()).empty()) << offered;
  const std::string service = offered["services"][0].value("id", "");
  ASSERT_NE(business, "") << staff;
  ASSERT_NE(practitioner, "") << staff;
  ASSERT_NE(service, "") << offered;
  for (const Route& route : Routes()) {
    ExpectNoDifference(route, "business_id", business, kNoId);
    ExpectNoDifference(route, "practitioner_id", practitioner, kNoId);
    ExpectNoDifference(route, "appointment_type_id", service, kNoId);
  }
}

}  // namespace
}  // namespace frontdesk
