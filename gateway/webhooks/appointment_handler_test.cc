#include "gateway/webhooks/appointment_handler.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/clients/booking_client.h"
#include "gateway/json/parse.h"
#include "gateway/json/value.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gateway/testing/golden.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/availability_checker.h"
#include "gateway/webhooks/cancel_appointment.h"
#include "gateway/webhooks/find_next_available.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/variant.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway::test {
namespace {

class AppointmentHandlerTest : public ::testing::Test {
 protected:
  WebhookAnswer Ask(const std::string& body) {
    const absl::StatusOr<JsonValue> value = ParseJsonObject(body);
    EXPECT_TRUE(value.ok()) << body;
    WebhookRequest request = ReadWebhookRequest(*value);
    request.slots = TestSlots();
    return handler_.Handle(request, CityClinic(), {.request_id = "r1"});
  }

  void ExpectGolden(const std::string& name) {
    ExpectGoldenAnswer(name, Ask(GoldenRequest(name)).body);
  }
  void ExpectGolden(const std::string& name, const absl::StatusOr<BookingResult>& booked) {
    booking_.booked = booked;
    ExpectGolden(name);
  }

  FakeBookingClient booking_;
  FakeAvailabilityClient availability_;
  FakeClock clock_{At(kTuesday - 1, 12)};
  FindNextAvailable next_{availability_, clock_, RouteVariant::kPlain};
  AvailabilityChecker checker_{availability_, clock_, next_};
  CancelAppointment canceller_{booking_, AnswerFamily::kAppointment};
  AppointmentHandler handler_{booking_, availability_, checker_, canceller_};
};

TEST_F(AppointmentHandlerTest, ConfirmsABookingInAllItsShapes) {
  BookingResult booked{.appointment = CaseysMassage()};
  booked.appointment.practitioner.appointment_type_count = 0;
  ExpectGolden("book_booked", booked);
}

TEST_F(AppointmentHandlerTest, ConfirmsTheSameBookingAgain) {
  ExpectGolden("book_again", BookingResult{.appointment = CaseysMassage(), .already_booked = true});
}

TEST_F(AppointmentHandlerTest, SpeaksTheYearThatWasPutRight) {
  ExpectGolden("book_year_repaired",
               BookingResult{.appointment = CaseysMassage(), .year_repaired = true});
}

TEST_F(AppointmentHandlerTest, OffersOtherTimesOfTheSameDay) {
  ExpectGolden("book_not_free",
               WithAlternatives(WithFacts(MakeError(DomainError::kTimeNotAvailable, ""),
                                          {{"practitioner", "Cameron Example"},
                                           {"date", "2026-07-14"},
                                           {"time", "14:00"}}),
                                {Openings(kTuesday, {{9, 0}, {10, 0}})}));
}

TEST_F(AppointmentHandlerTest, OffersAtMostFiveTimesOfOneOtherDay) {
  ExpectGolden("book_taken",
               WithAlternatives(
                   WithFacts(MakeError(DomainError::kSlotTaken, ""),
                             {{"date", "2026-07-14"}, {"time", "09:00"}}),
                   {Openings(kTuesday + 1, {{9, 0}, {9, 30}, {10, 0}, {10, 30}, {11, 0}, {11, 30}}),
                    Openings(kTuesday + 2, {{9, 0}})}));
}

TEST_F(AppointmentHandlerTest, ListsBareTimesOnlyOfWhomItSpeaksOf) {
  DayOpenings elsewhere = Openings(kTuesday, {{14, 0}});
  elsewhere.practitioner.id = PractitionerId("200000000000000202");
  elsewhere.practitioner.display_name = "Jordan Sample";
  booking_.booked = WithAlternatives(
      MakeError(DomainError::kTimeNotAvailable, ""),
      {Openings(kTuesday, {{9, 0}, {10, 0}}), elsewhere, Openings(kTuesday + 1, {{15, 0}})});

  const auto body = nlohmann::json::parse(Ask(GoldenRequest("book_not_free")).body);

  EXPECT_EQ(body.at("availableTimes"), nlohmann::json({"9:00 AM", "10:00 AM"}));
  ASSERT_EQ(body.at("slot_details").size(), 4U);
  EXPECT_EQ(body.at("slot_details")[2].at("practitioner"), "Jordan Sample");
  EXPECT_EQ(body.at("slot_details")[3].at("date"), "2026-07-15");
}

TEST_F(AppointmentHandlerTest, SaysThatATimeIsNotFreeThoughThereIsNoOther) {
  ExpectGolden("book_not_free_at_all", MakeError(DomainError::kTimeNotAvailable, ""));
}

TEST_F(AppointmentHandlerTest, BooksATimeByItsId) { ExpectGolden("book_slot"); }

TEST_F(AppointmentHandlerTest, OffersTimesInPlaceOfOneThatWasMadeUp) {
  ExpectGolden("book_slot_unknown");
}

TEST_F(AppointmentHandlerTest, AsksForAValidPhoneNumber) {
  ExpectGolden("book_phone", MakeError(DomainError::kInvalidPhoneNumber, ""));
}

TEST_F(AppointmentHandlerTest, NamesWhatIsMissing) {
  ExpectGolden("book_missing", WithMissing(MakeError(DomainError::kMissingInformation, ""),
                                           std::vector<std::string>{"patient_name", "practitioner",
                                                                    "appointment_type", "date",
                                                                    "time", "business_id"}));
}

TEST_F(AppointmentHandlerTest, NeverLooksBookedWhileItAsks) {
  ExpectGolden("book_which_practitioner",
               WithClarification(MakeError(DomainError::kPractitionerClarificationNeeded, ""),
                                 {ChoiceKind::kPractitioner,
                                  {{"200000000000000201", "Cameron Example"},
                                   {"200000000000000203", "Cameron Sample"}}}));
}

TEST_F(AppointmentHandlerTest, SaysWhereThePractitionerWorks) {
  ExpectGolden(
      "book_wrong_location",
      WithFacts(WithClarification(MakeError(DomainError::kPractitionerLocationMismatch, ""),
                                  {ChoiceKind::kLocation, {{"100000000000000101", "City Rooms"}}}),
                {{"practitioner", "Cameron Example"}, {"location", "Harbour Rooms"}}));
}

TEST_F(AppointmentHandlerTest, SaysThatABookingIsBeingConfirmedWhenTheTimeIsUp) {
  ExpectGolden("book_late", absl::DeadlineExceededError("deadline"));
}

TEST_F(AppointmentHandlerTest, RefusesAnUnknownAction) { ExpectGolden("unknown_action"); }

TEST_F(AppointmentHandlerTest, ChecksAvailabilityForTheActionCheck) {
  ExpectGolden("action_check");
  EXPECT_EQ(availability_.queries.size(), 1u);
  EXPECT_TRUE(booking_.bookings.empty());
}

TEST_F(AppointmentHandlerTest, SaysSoWhenItCannotMoveAnAppointment) {
  ExpectGolden("move_refused");
}

TEST_F(AppointmentHandlerTest, SaysSoWhenItCannotCancelAnAppointment) {
  ExpectGolden("cancel_refused");
}

TEST_F(AppointmentHandlerTest, ConfirmsAMove) {
  booking_.moved =
      RescheduleResult{.appointment = CaseysMassage(), .old_start = At(kTuesday - 1, 9)};
  ExpectGolden("move_moved");
}

TEST_F(AppointmentHandlerTest, TakesASaidNumberForAClaimAlone) {
  Ask(R"({"action":"reschedule","callerPhone":"","patientPhone":"0400000001",
           "patientName":"Casey Caller","newDate":"tomorrow"})");

  ASSERT_EQ(booking_.moves.size(), 1u);
  EXPECT_EQ(booking_.moves[0].caller.phone, "");
  EXPECT_EQ(booking_.moves[0].appointment.claimed_phone, "0400000001");
  EXPECT_EQ(booking_.moves[0].appointment.patient_name, "Casey Caller");
}

TEST_F(AppointmentHandlerTest, ConfirmsACancellation) {
  booking_.cancelled = CancelResult{.appointment = CaseysMassage(),
                                    .cancelled_at = absl::FromUnixSeconds(1'783'908'900)};
  ExpectGolden("cancel_cancelled");
}

TEST_F(AppointmentHandlerTest, AsksWhatShallChangeWhenNothingDoes) {
  EXPECT_EQ(Ask(R"({"action":"modify","appointmentId":"400000000000000401"})").error_code,
            "missing_information");
  EXPECT_TRUE(booking_.moves.empty());
}

TEST_F(AppointmentHandlerTest, BooksWhatTheCallerSaid) {
  Ask(R"({"sessionId":"1","systemCallerID":"0400 000 001","patientName":"Casey Caller",
          "practitioner":"Cameron","appointmentType":"Massage","appointmentDate":"Tuesday, July 14",
          "appointmentTime":"9am","locationId":100000000000000101,"notes":"sore back",
          "bookingFor":"self","requestId":"try-1","transcript":[],"timestamp":"2026-07-13 12:00:00"})");

  ASSERT_EQ(booking_.bookings.size(), 1u);
  const BookingRequest& request = booking_.bookings.front();
  EXPECT_EQ(request.clinic, CityClinic().id);
  EXPECT_EQ(request.caller.phone, "0400 000 001");
  EXPECT_EQ(request.request_id, "try-1");
  EXPECT_EQ(request.patient_name, "Casey Caller");
  EXPECT_EQ(request.patient_phone, "0400 000 001");
  EXPECT_EQ(request.booking_for, BookingFor::kSelf);
  EXPECT_EQ(request.practitioner.spoken_name, "Cameron");
  EXPECT_EQ(request.service.spoken_name, "Massage");
  EXPECT_EQ(request.business.id.value(), "100000000000000101");
  EXPECT_EQ(request.start.day, "Tuesday, July 14");
  EXPECT_EQ(request.start.time, "9am");
  EXPECT_EQ(request.notes, "sore back");
}

TEST_F(AppointmentHandlerTest, HasOneNameForADayOrTimeThatWasNotUnderstood) {
  for (const DomainError error : {DomainError::kInvalidDate, DomainError::kInvalidDateTime}) {
    booking_.booked = MakeError(error, "");
    EXPECT_EQ(Ask("{}").error_code, "invalid_datetime");
  }
}

TEST_F(AppointmentHandlerTest, LetsTheBookingServiceSayWhatIsMissing) {
  booking_.booked = MakeError(DomainError::kMissingInformation, "");
  EXPECT_EQ(Ask("{}").error_code, "missing_information");
  EXPECT_EQ(booking_.bookings.size(), 1u);
}

}  // namespace
}  // namespace frontdesk::gateway::test
