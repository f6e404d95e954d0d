#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/http_client.h"
#include "libs/cliniko/scripted_server.h"

namespace frontdesk::cliniko {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kLive[] =
    R"({"id":"9","starts_at":"2026-09-21T00:00:00Z","ends_at":"2026-09-21T01:00:00Z",
    "created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"})";
const AppointmentId kId("9");

std::string Gone(const std::string& field) {
  return absl::StrReplaceAll(
      kLive, {{"{\"id\"", absl::StrCat("{\"", field, "\":\"2026-02-02T00:00:00Z\",\"id\"")}});
}

class HttpClientBookingsTest : public ::testing::Test {
 protected:
  absl::Time Soon() const { return clock_.Now() + absl::Seconds(10); }
  absl::Status Cancel() {
    return client_->CancelAppointment(kId, CancellationReason::kOther, "by telephone", Soon());
  }

  FakeClock clock_{absl::FromUnixSeconds(1790000000)};
  test::ScriptedServer server_;
  std::unique_ptr<HttpClient> client_ = *HttpClient::Create(
      *ApiKey::Parse("made-up-au2"),
      {.base_url = server_.Url(), .contact_email = "ops@clinic.example"}, clock_);
};

TEST_F(HttpClientBookingsTest, CancelsWithAReason) {
  server_.On("PATCH /individual_appointments/9/cancel", 204, "");

  EXPECT_TRUE(Cancel().ok());

  EXPECT_EQ(server_.Last().body,
            R"({"cancellation_note":"by telephone","cancellation_reason":50})");
}

TEST_F(HttpClientBookingsTest, CancellingWhatIsGoneAlreadyIsSuccess) {
  server_.On("PATCH /individual_appointments/9/cancel", 404, "");
  server_.On("PATCH /individual_appointments/9/cancel", 422, "");
  server_.On("GET /individual_appointments/9", 200, Gone("cancelled_at"));
  server_.On("GET /individual_appointments/9", 200, Gone("archived_at"));

  EXPECT_TRUE(Cancel().ok());
  EXPECT_TRUE(Cancel().ok());

  EXPECT_THAT(server_.Last().target,
              AllOf(HasSubstr("cancelled_at%3A%2A"), HasSubstr("archived_at%3A%2A"),
                    HasSubstr("deleted_at%3A%2A")));
}

TEST_F(HttpClientBookingsTest, CancellingWhatNeverWasOrStaysFails) {
  EXPECT_TRUE(IsFailure(Cancel(), Failure::kNotFound));

  server_.On("PATCH /individual_appointments/9/cancel", 422, R"({"errors":{"base":"no"}})");
  server_.On("GET /individual_appointments/9", 200, kLive);
  EXPECT_TRUE(IsFailure(Cancel(), Failure::kValidation));
}

TEST_F(HttpClientBookingsTest, ACancellationWhoseAnswerIsLostIsNotSentAgain) {
  server_.HangUpOn("PATCH /individual_appointments/9/cancel");

  EXPECT_TRUE(MayHaveTakenEffect(Cancel()));
  EXPECT_THAT(server_.Requests(), SizeIs(1));
}

TEST_F(HttpClientBookingsTest, ArchivesInTheOldWayWhereTheNewOneIsUnknown) {
  server_.On("DELETE /individual_appointments/9", 204, "");

  EXPECT_TRUE(client_->ArchiveAppointment(kId, Soon()).ok());

  EXPECT_THAT(server_.Lines(), ElementsAre("POST /v1/individual_appointments/9/archive",
                                           "DELETE /v1/individual_appointments/9"));
}

TEST_F(HttpClientBookingsTest, ArchivingTwiceIsSuccess) {
  server_.On("GET /individual_appointments/9", 200, Gone("deleted_at"));

  EXPECT_TRUE(client_->ArchiveAppointment(kId, Soon()).ok());
}

TEST_F(HttpClientBookingsTest, TellsThatItMayNotArchive) {
  server_.On("POST /individual_appointments/9/archive", 403, "");

  EXPECT_TRUE(IsFailure(client_->ArchiveAppointment(kId, Soon()), Failure::kForbidden));
}

TEST_F(HttpClientBookingsTest, DoesWithoutDeletedAtWhereItIsNotFilterableAndRemembers) {
  server_.On("GET /individual_appointments/9", 400,
             R"({"message":"deleted_at is not filterable"})");
  server_.On("GET /individual_appointments/9", 200, kLive);

  EXPECT_TRUE(client_->GetAppointment(kId, Soon()).ok());
  EXPECT_TRUE(client_->GetAppointment(kId, Soon()).ok());

  EXPECT_THAT(server_.Lines(), ElementsAre(HasSubstr("deleted_at"), Not(HasSubstr("deleted_at")),
                                           Not(HasSubstr("deleted_at"))));
}

TEST_F(HttpClientBookingsTest, AnotherRefusalIsNotBlamedOnDeletedAt) {
  server_.On("GET /individual_appointments/9", 400, "");

  EXPECT_TRUE(IsFailure(client_->GetAppointment(kId, Soon()).status(), Failure::kInvalidRequest));
  EXPECT_FALSE(client_->GetAppointment(kId, Soon()).ok());

  EXPECT_THAT(server_.Lines(), ElementsAre(HasSubstr("deleted_at"), Not(HasSubstr("deleted_at")),
                                           HasSubstr("deleted_at"), Not(HasSubstr("deleted_at"))));
}

TEST_F(HttpClientBookingsTest, LooksForALostBookingByWhoAndWhen) {
  server_.On("GET /individual_appointments", 200,
             absl::StrCat(R"({"individual_appointments":[)", kLive, "]}"));
  const absl::Time start = absl::FromCivil(absl::CivilHour(2026, 9, 21, 0), absl::UTCTimeZone());

  const auto found =
      client_->FindAppointments({.patient = PatientId("4"),
                                 .practitioner = PractitionerId("2"),
                                 .starts_in = TimeRange{start, start + absl::Seconds(1)}},
                                Soon());

  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_THAT(*found, SizeIs(1));
  EXPECT_EQ(server_.Last().target,
            "/v1/individual_appointments?q%5B%5D=patient_id%3A%3D4&q%5B%5D=practitioner_id%3A%3D2"
            "&q%5B%5D=starts_at%3A%3E%3D2026-09-21T00%3A00%3A00Z"
            "&q%5B%5D=starts_at%3A%3C2026-09-21T00%3A00%3A01Z&per_page=100");
}

TEST_F(HttpClientBookingsTest, PollsTheCalendarForChangesWithTheServersOwnTime) {
  server_.On("GET /bookings", 200, R"({"bookings":[]})", "Date: Mon, 21 Sep 2026 14:13:37 GMT\r\n");

  const auto calendar =
      client_->ListCalendar({.updated_since = clock_.Now(), .include_cancelled = true}, Soon());

  ASSERT_TRUE(calendar.ok()) << calendar.status();
  EXPECT_EQ(calendar->as_of, clock_.Now() + absl::Seconds(17));
  EXPECT_EQ(server_.Last().target,
            "/v1/bookings?q%5B%5D=updated_at%3A%3E%3D2026-09-21T14%3A13%3A20Z&sort=updated_at"
            "&q%5B%5D=cancelled_at%3A%2A&q%5B%5D=archived_at%3A%2A&q%5B%5D=deleted_at%3A%2A"
            "&per_page=100");
}

TEST_F(HttpClientBookingsTest, AsksForWhatOverlaps) {
  server_.On("GET /bookings", 200, R"({"bookings":[]})");

  ASSERT_TRUE(
      client_
          ->ListCalendar({.practitioner = PractitionerId("2"),
                          .overlaps = TimeRange{clock_.Now(), clock_.Now() + absl::Hours(1)}},
                         Soon())
          .ok());

  EXPECT_EQ(server_.Last().target,
            "/v1/bookings?q%5B%5D=practitioner_id%3A%3D2"
            "&q%5B%5D=starts_at%3A%3C2026-09-21T15%3A13%3A20Z"
            "&q%5B%5D=ends_at%3A%3E2026-09-21T14%3A13%3A20Z&per_page=100");
}

TEST_F(HttpClientBookingsTest, MovesWithBothTimes) {
  server_.On("PATCH /individual_appointments/9", 200, kLive);

  EXPECT_TRUE(
      client_
          ->MoveAppointment(
              kId, {.starts_at = clock_.Now(), .ends_at = clock_.Now() + absl::Minutes(30)}, Soon())
          .ok());

  EXPECT_EQ(server_.Last().body,
            R"({"ends_at":"2026-09-21T14:43:20Z","starts_at":"2026-09-21T14:13:20Z"})");
}

TEST_F(HttpClientBookingsTest, LooksAtConflicts) {
  server_.On("GET /individual_appointments/9/conflicts", 200, R"({"conflicts":{"exist":true}})");

  EXPECT_TRUE(*client_->HasConflicts(kId, Soon()));
}

TEST_F(HttpClientBookingsTest, ReadsAPatientWhoIsArchived) {
  server_.On("GET /patients/4", 200,
             R"({"id":"4","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z",
                 "archived_at":"2026-01-01T00:00:00Z"})");

  const auto patient = client_->GetPatient(PatientId("4"), Soon());

  ASSERT_TRUE(patient.ok()) << patient.status();
  EXPECT_TRUE(patient->archived_at.has_value());
  EXPECT_EQ(server_.Last().target, "/v1/patients/4?q%5B%5D=archived_at%3A%2A");
}

// Older accounts do not let archived_at be asked for.
TEST_F(HttpClientBookingsTest, ReadsAPatientWithoutAskingForArchivedOnesWhereThatIsRefused) {
  server_.On("GET /patients/7", 400, R"({"message":"archived_at is not filterable"})");
  server_.On(
      "GET /patients/7", 200,
      R"({"id":"7","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"})");

  const auto patient = client_->GetPatient(PatientId("7"), Soon());
  ASSERT_TRUE(patient.ok()) << patient.status();
  EXPECT_THAT(server_.Lines(),
              ElementsAre("GET /v1/patients/7?q%5B%5D=archived_at%3A%2A", "GET /v1/patients/7"));
}

}  // namespace
}  // namespace frontdesk::cliniko
