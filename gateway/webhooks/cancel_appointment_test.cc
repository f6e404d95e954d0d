#include "gateway/webhooks/cancel_appointment.h"

#include <nlohmann/json.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/clients/booking_client.h"
#include "gateway/testing/ask.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gateway/webhooks/answer.h"
#include "gtest/gtest.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway::test {
namespace {

class CancelAppointmentTest : public ::testing::Test {
 protected:
  void Expect(const std::string& name, const absl::StatusOr<CancelResult>& cancelled) {
    booking_.cancelled = cancelled;
    ExpectGolden(cancel_, name);
  }

  const CancelResult done_ = {.appointment = CaseysMassage(),
                              .cancelled_at = absl::FromUnixSeconds(1'783'908'900)};
  FakeBookingClient booking_;
  CancelAppointment cancel_{booking_, AnswerFamily::kDirectory};
};

TEST_F(CancelAppointmentTest, RestatesWhatWasCancelled) { Expect("cancel_route_cancelled", done_); }

TEST_F(CancelAppointmentTest, SaysThatItWasCancelledBefore) {
  CancelResult again = done_;
  again.already_cancelled = true;
  Expect("cancel_route_again", again);
}

// "Your massage" told a parent nothing of which child's it was.
TEST_F(CancelAppointmentTest, SaysWhoseItWasWhereAFamilySharesANumber) {
  CancelResult one = done_;
  one.one_of_several = true;
  booking_.cancelled = one;
  const auto body = nlohmann::json::parse(Ask(cancel_, R"({"details":"my massage"})").body);
  EXPECT_EQ(body.at("message"),
            "I've cancelled Casey Caller's Massage with Cameron Example on "
            "Tuesday, July 14 at 9:00 AM.");
  EXPECT_EQ(body.at("appointmentDetails").at("patient"), "Casey Caller");
}

TEST_F(CancelAppointmentTest, NamesThePatientsOfTheAppointmentsThatItAsksAbout) {
  booking_.cancelled = WithClarification(
      MakeError(DomainError::kAppointmentClarificationNeeded, ""),
      {ChoiceKind::kAppointment,
       {{"400000000000000401", "Casey Caller's Massage", {{"patient", "Casey Caller"}}}}});
  const auto body = nlohmann::json::parse(Ask(cancel_, R"({"details":"my massage"})").body);
  EXPECT_EQ(body.at("appointments")[0].at("patient"), "Casey Caller");
}

TEST_F(CancelAppointmentTest, AsksForMoreWhereItFindsNone) {
  Expect("cancel_route_not_found", MakeError(DomainError::kAppointmentNotFound, ""));
}

TEST_F(CancelAppointmentTest, AsksWhichOfTwoAndCancelsNeither) {
  Expect("cancel_route_which",
         WithClarification(
             MakeError(DomainError::kAppointmentClarificationNeeded, ""),
             {ChoiceKind::kAppointment,
              {{"400000000000000401",
                "Massage with Cameron Example on Tuesday, July 14",
                {{"practitioner", "Cameron Example"},
                 {"service", "Massage"},
                 {"date", "2026-07-14"},
                 {"time", "09:00"},
                 {"location", "City Rooms"}}},
               {"400000000000000402", "Massage with Jordan Sample on Friday, July 17"}}}));
}

TEST_F(CancelAppointmentTest, SaysThatItCouldNot) {
  Expect("cancel_route_failed", MakeError(DomainError::kCancellationFailed, ""));
}

TEST_F(CancelAppointmentTest, SaysSoWhereTheBookingServiceDoesNotKnowTheCall) {
  EXPECT_EQ(Ask(cancel_, R"({"appointmentId":"400000000000000401"})").error_code,
            "cancellation_failed");
}

TEST_F(CancelAppointmentTest, AsksNobodyWithNothingToFindItBy) {
  ExpectGolden(cancel_, "cancel_route_nothing_given");
  EXPECT_TRUE(booking_.cancels.empty());
}

TEST_F(CancelAppointmentTest, RefusesAFieldThatCannotBeRead) {
  ExpectGolden(cancel_, "cancel_route_mistyped");
  EXPECT_TRUE(booking_.cancels.empty());
}

TEST_F(CancelAppointmentTest, CancelsWhatTheCallerSaid) {
  Ask(cancel_, R"({"systemCallerID":"0400000001","details":"my massage","reason":"ill"})");
  Ask(cancel_, R"({"bookingId":"APT-000401"})");

  ASSERT_EQ(booking_.cancels.size(), 2u);
  EXPECT_EQ(booking_.cancels[0].caller.phone, "0400000001");
  EXPECT_EQ(booking_.cancels[0].appointment.spoken_description, "my massage");
  EXPECT_EQ(booking_.cancels[0].reason, "ill");
  EXPECT_EQ(booking_.cancels[1].appointment.confirmation_number, "APT-000401");
}

// A number that is only said used to be taken for the number that calls.
TEST_F(CancelAppointmentTest, TakesASaidNumberForAClaimAlone) {
  Ask(cancel_, R"({"systemCallerID":"anonymous","patientPhone":"0400000001",
                   "details":"my massage","patientName":"Casey Caller"})");

  ASSERT_EQ(booking_.cancels.size(), 1u);
  EXPECT_EQ(booking_.cancels[0].caller.phone, "");
  EXPECT_EQ(booking_.cancels[0].appointment.claimed_phone, "0400000001");
  EXPECT_EQ(booking_.cancels[0].appointment.patient_name, "Casey Caller");

  booking_.cancelled =
      WithMissing(MakeError(DomainError::kMissingInformation, ""), {"patient_name"});
  const WebhookAnswer answer =
      Ask(cancel_, R"({"patientPhone":"0400000001","details":"my massage"})");
  EXPECT_EQ(answer.error_code, "missing_information");
}

}  // namespace
}  // namespace frontdesk::gateway::test
