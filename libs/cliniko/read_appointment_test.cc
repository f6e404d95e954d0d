#include "libs/cliniko/read_appointment.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/cliniko/json_row.h"
#include "libs/cliniko/read_patient.h"
#include "nlohmann/json.hpp"

namespace frontdesk::cliniko {
namespace {

using ::testing::ElementsAre;

constexpr char kAppointment[] = R"({
    "id":"1390726237298631770","created_at":"2026-04-02T20:04:46Z","updated_at":"2026-04-02T20:04:47Z",
    "starts_at":"2026-04-09T14:45:00Z","ends_at":"2026-04-09T15:30:00Z",
    "patient_name":"Joe Monahan","notes":null,"patient_arrived":false,"did_not_arrive":null,
    "cancelled_at":null,"cancellation_reason":null,"cancellation_reason_description":"",
    "archived_at":null,"deleted_at":null,"repeat_rule":{},"repeats":null,
    "appointment_type":{"links":{"self":"https://api.au4.cliniko.com/v1/appointment_types/1"}},
    "business":{"links":{"self":"https://api.au4.cliniko.com/v1/businesses/2"}},
    "practitioner":{"links":{"self":"https://api.au4.cliniko.com/v1/practitioners/3"}},
    "patient":{"links":{"self":"https://api.au4.cliniko.com/v1/patients/4"}},
    "conflicts":{"links":{"self":"https://api.au4.cliniko.com/v1/individual_appointments/9/conflicts"}},
    "links":{"self":"https://api.au4.cliniko.com/v1/individual_appointments/1390726237298631770"}})";

Json Changed(const char* key, Json value) {
  Json json = *ParseJson(kAppointment);
  json[key] = std::move(value);
  return json;
}

TEST(ReadAppointment, ReadsTheDocumentedShape) {
  const absl::StatusOr<Appointment> appointment = ReadAppointment(*ParseJson(kAppointment));
  ASSERT_TRUE(appointment.ok()) << appointment.status();
  EXPECT_EQ(appointment->id.value(), "1390726237298631770");
  EXPECT_EQ(appointment->type.value(), "1");
  EXPECT_EQ(appointment->business.value(), "2");
  EXPECT_EQ(appointment->practitioner.value(), "3");
  EXPECT_EQ(appointment->patient.value(), "4");
  EXPECT_EQ(appointment->ends_at - appointment->starts_at, absl::Minutes(45));
  EXPECT_EQ(appointment->updated_at - appointment->created_at, absl::Seconds(1));
  EXPECT_TRUE(appointment->live());
}

TEST(ReadAppointment, IsNotLiveOnceCancelledOrArchivedOrDeleted) {
  for (const char* key : {"cancelled_at", "archived_at", "deleted_at"}) {
    const absl::StatusOr<Appointment> appointment =
        ReadAppointment(Changed(key, "2026-04-03T00:00:00Z"));
    ASSERT_TRUE(appointment.ok()) << appointment.status();
    EXPECT_FALSE(appointment->live()) << key;
  }
  EXPECT_EQ(ReadAppointment(Changed("cancellation_reason", 50))->cancellation_reason, 50);
}

TEST(ReadAppointment, IsMalformedWithoutAnIdOrItsTimes) {
  for (const char* key : {"id", "starts_at", "ends_at", "created_at", "updated_at"}) {
    EXPECT_FALSE(ReadAppointment(Changed(key, nullptr)).ok()) << key;
  }
  EXPECT_FALSE(ReadAppointment(Changed("id", 1.3907262372986318e18)).ok());
}

TEST(ReadCalendarEntry, TellsTheKindByItsConflictsElseByItsFields) {
  const auto link = [](const char* kind) {
    return Json{{"links", {{"self", absl::StrCat("/v1/", kind, "/9/conflicts")}}}};
  };
  EXPECT_EQ(ReadCalendarEntry(*ParseJson(kAppointment))->kind, CalendarKind::kIndividual);
  EXPECT_EQ(ReadCalendarEntry(Changed("conflicts", link("group_appointments")))->kind,
            CalendarKind::kGroup);
  EXPECT_EQ(ReadCalendarEntry(Changed("conflicts", link("unavailable_blocks")))->kind,
            CalendarKind::kUnavailable);

  Json bare = Changed("conflicts", nullptr);
  EXPECT_EQ(ReadCalendarEntry(bare)->kind, CalendarKind::kIndividual);
  bare.erase("patient");
  EXPECT_EQ(ReadCalendarEntry(bare)->kind, CalendarKind::kUnavailable);
  bare["max_attendees"] = 6;
  EXPECT_EQ(ReadCalendarEntry(bare)->kind, CalendarKind::kGroup);
}

TEST(IsOlderClaim, GoesByCreationAndThenByTheNumberOfTheId) {
  const absl::Time then = absl::FromUnixSeconds(1790000000);
  const CalendarEntry first{.id = AppointmentId("999"), .created_at = then};
  const CalendarEntry same_second{.id = AppointmentId("1000"), .created_at = then};
  const CalendarEntry later{.id = AppointmentId("1"), .created_at = then + absl::Seconds(1)};

  EXPECT_TRUE(IsOlderClaim(first, same_second));
  EXPECT_FALSE(IsOlderClaim(same_second, first));
  EXPECT_TRUE(IsOlderClaim(first, later));
  EXPECT_FALSE(IsOlderClaim(first, first));
}

TEST(ReadConflicts, TellsWhetherTheyExist) {
  EXPECT_TRUE(*ReadConflicts(*ParseJson(R"({"conflicts":{"exist":true}})")));
  EXPECT_FALSE(*ReadConflicts(*ParseJson(R"({"conflicts":{"exist":false}})")));
  EXPECT_FALSE(ReadConflicts(*ParseJson(R"({"conflicts":{}})")).ok());
}

TEST(WriteAppointment, SendsIdsAsStringsAndLeavesOutWhatIsEmpty) {
  const NewAppointment appointment{.business = BusinessId("836447129235883061"),
                                   .practitioner = PractitionerId("2"),
                                   .type = AppointmentTypeId("3"),
                                   .patient = PatientId("4"),
                                   .starts_at = absl::FromUnixSeconds(1790000000)};
  EXPECT_EQ(*ParseJson(WriteAppointment(appointment)),
            *ParseJson(R"({"starts_at":"2026-09-21T14:13:20Z","business_id":"836447129235883061",
                           "practitioner_id":"2","appointment_type_id":"3","patient_id":"4"})"));
}

TEST(WriteMove, SendsBothTimes) {
  const absl::Time start = absl::FromUnixSeconds(1790000000);
  EXPECT_EQ(*ParseJson(WriteMove({.starts_at = start, .ends_at = start + absl::Minutes(30)})),
            *ParseJson(R"({"starts_at":"2026-09-21T14:13:20Z","ends_at":"2026-09-21T14:43:20Z"})"));
}

TEST(WriteCancellation, SendsTheCode) {
  EXPECT_EQ(*ParseJson(WriteCancellation(CancellationReason::kCovid, "")),
            *ParseJson(R"({"cancellation_reason":31})"));
}

TEST(WritePatient, NestsTheTelephone) {
  const NewPatient patient{.first_name = "Zo\xc3\xab",
                           .last_name = "O'Brien \"Bob\"",
                           .phone = "+61400000001",
                           .date_of_birth = absl::CivilDay(1990, 5, 1)};
  EXPECT_EQ(*ParseJson(WritePatient(patient)), *ParseJson(R"({"first_name":"Zoë",
      "last_name":"O'Brien \"Bob\"","date_of_birth":"1990-05-01",
      "patient_phone_numbers":[{"phone_type":"Mobile","number":"+61400000001"}]})"));
}

// Bytes from a caller that are not UTF-8 used to end the process: dump() throws.
TEST(WritePatient, SurvivesTextThatIsNotUtf8) {
  EXPECT_TRUE(ParseJson(WritePatient({.first_name = "Jo\xff", .last_name = "X"})).ok());
}

TEST(ReadPatient, ReadsTelephonesAndTheMerge) {
  const absl::StatusOr<Patient> patient = ReadPatient(*ParseJson(R"({"id":"1","first_name":"Jo",
      "last_name":"X","preferred_first_name":null,"date_of_birth":"1990-05-01","archived_at":"",
      "merged_at":"2026-01-02T00:00:00Z","merged_with_patient":{"links":{"self":"/v1/patients/2"}},
      "accepted_privacy_policy":null,"created_at":"2026-01-01T00:00:00Z",
      "updated_at":"2026-01-01T00:00:00Z","patient_phone_numbers":[
        {"phone_type":"Mobile","number":"0400 000 001","normalized_number":"61400000001"},{}]})"));
  ASSERT_TRUE(patient.ok()) << patient.status();
  EXPECT_EQ(patient->date_of_birth, absl::CivilDay(1990, 5, 1));
  EXPECT_THAT(patient->phones, ElementsAre(PatientPhone{"Mobile", "0400 000 001", "61400000001"}));
  EXPECT_TRUE(patient->archived_at.has_value());
  EXPECT_EQ(patient->merged_into.value(), "2");
  EXPECT_EQ(patient->accepted_privacy_policy, std::nullopt);
}

}  // namespace
}  // namespace frontdesk::cliniko
