// What makes two requests the same, and whose appointments are told to whom: through the webhooks
// and through the booking service's own port.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "frontdesk/v1/booking.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "libs/rpc/grpc_status.h"
#include "libs/status/domain_error.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;

constexpr char kPhone[] = "0491 570 110";
constexpr char kOtherPhone[] = "0491 570 111";

class BookingRequestsTest : public ::testing::Test {
 protected:
  std::vector<json> FreeSlots() {
    const HttpAnswer answer = house_.FreeTimes();
    EXPECT_TRUE(answer.body.value("success", false)) << answer.text << house_.Logs();
    std::vector<json> slots;
    for (json slot : answer.body.value("slot_details", json::array())) {
      slot["location"] = answer.body["location"];
      slots.push_back(slot);
    }
    return slots;
  }
  // Those whose hours do not overlap.
  std::vector<json> SlotsApart() {
    std::vector<json> apart;
    absl::Time taken_until = absl::InfinitePast();
    for (const json& slot : FreeSlots()) {
      absl::Time start;
      std::string error;
      EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, slot.value("start", ""), &start, &error));
      if (start < taken_until) continue;
      taken_until = start + absl::Hours(1);
      apart.push_back(slot);
    }
    return apart;
  }
  json Post(const json& body, const std::string& key) {
    const HttpAnswer answer =
        house_.PostRaw("/appointment-handler", body.dump(),
                       {{"X-API-Key", house_.key()}, {"Idempotency-Key", key}});
    EXPECT_EQ(answer.status, 200) << answer.text;
    return answer.body;
  }

  v1::BookAppointmentRequest Wish(const json& slot, const std::string& id) {
    const json said = house_.BookingOf(slot, "Casey Caller", kPhone);
    v1::BookAppointmentRequest request;
    request.set_clinic_id(house_.clinic_id());
    request.mutable_caller()->set_session_id("conv_booking_requests_1");
    request.mutable_caller()->set_phone(kPhone);
    request.set_request_id(id);
    request.set_patient_name("Casey Caller");
    request.mutable_practitioner()->set_spoken_name(said.value("practitioner", ""));
    request.mutable_appointment_type()->set_spoken_name(said.value("appointmentType", ""));
    request.mutable_business()->set_business_id(said.value("business_id", ""));
    request.mutable_spoken_start()->set_day(said.value("appointmentDate", ""));
    request.mutable_spoken_start()->set_time(said.value("appointmentTime", ""));
    return request;
  }
  grpc::Status Book(const v1::BookAppointmentRequest& request,
                    v1::BookAppointmentResponse* response) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    return booking_->BookAppointment(&context, request, response);
  }
  // Of a caller who withholds their own number.
  grpc::Status FindUnder(const std::string& claimed_phone, const std::string& name,
                         v1::FindAppointmentsResponse* response) {
    v1::FindAppointmentsRequest request;
    request.set_clinic_id(house_.clinic_id());
    request.mutable_caller()->set_session_id("conv_booking_requests_4");
    request.set_claimed_phone(claimed_phone);
    request.set_patient_name(name);
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    return booking_->FindAppointments(&context, request, response);
  }
  v1::FindAppointmentsResponse Find(const std::string& phone, const std::string& name = "",
                                    int most = 0) {
    v1::FindAppointmentsRequest request;
    request.set_clinic_id(house_.clinic_id());
    request.mutable_caller()->set_session_id("conv_booking_requests_2");
    request.mutable_caller()->set_phone(phone);
    request.set_patient_name(name);
    request.set_page_size(most);
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    v1::FindAppointmentsResponse response;
    const grpc::Status status = booking_->FindAppointments(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  int Booked() { return house_.cliniko().LiveAppointments() - live_before_; }

  ClinicUnderTest house_{Form::kFiveProcesses, {.works_daily = true}};
  const int live_before_ = house_.cliniko().LiveAppointments();
  const std::unique_ptr<v1::BookingService::Stub> booking_ = v1::BookingService::NewStub(
      grpc::CreateChannel(house_.AddressOf("booking"), grpc::InsecureChannelCredentials()));
};

TEST_F(BookingRequestsTest, AreTheSameUnderTheSameKeyAndRefusedWithOtherContent) {
  const std::vector<json> slots = FreeSlots();
  ASSERT_GE(slots.size(), 2U);
  const json body = house_.BookingOf(slots.front(), "Casey Caller", kPhone);
  const json first = Post(body, "attempt-1");
  ASSERT_TRUE(first.value("success", false)) << first << house_.Logs();

  json again = Post(body, "attempt-1");
  EXPECT_TRUE(again.value("duplicate", false)) << again;
  again.erase("duplicate");
  EXPECT_EQ(again, first);

  const json other = Post(house_.BookingOf(slots.back(), "Casey Caller", kPhone), "attempt-1");
  EXPECT_FALSE(other.value("success", true)) << other;
  EXPECT_EQ(other.value("error", ""), "invalid_request") << other;
  EXPECT_EQ(Booked(), 1);

  const json somebody =
      Post(house_.BookingOf(slots.back(), "Robin Other", kOtherPhone), "attempt-1");
  EXPECT_EQ(somebody.value("error", ""), "invalid_request") << somebody;
  EXPECT_EQ(Booked(), 1);

  // Its own key makes it a request of its own.
  EXPECT_TRUE(Post(house_.BookingOf(slots.back(), "Robin Other", kOtherPhone), "attempt-2")
                  .value("success", false));
  EXPECT_EQ(Booked(), 2);
}

TEST_F(BookingRequestsTest, AreHeldApartByTheirKeyForMovesToo) {
  const std::vector<json> slots = FreeSlots();
  ASSERT_GE(slots.size(), 3U);
  const json booked = Post(house_.BookingOf(slots[0], "Casey Caller", kPhone), "attempt-1");
  ASSERT_TRUE(booked.value("success", false)) << booked << house_.Logs();
  const auto move_to = [&](const json& slot) {
    return json{{"dialedNumber", house_.number()},
                {"sessionId", "conv_end_to_end_0001"},
                {"callerPhone", kPhone},
                {"action", "reschedule"},
                {"appointmentId", booked.at("appointmentId")},
                {"newDate", slot["date"]},
                {"newTime", slot["time"]}};
  };
  const json first = Post(move_to(slots.back()), "move-1");
  ASSERT_TRUE(first.value("rescheduled", false)) << first << house_.Logs();
  EXPECT_EQ(Post(move_to(slots.back()), "move-1"), first);

  // Neither another move, nor a booking, nor a move under a booking's key.
  for (const auto& [request, key] :
       {std::pair{move_to(slots[0]), "move-1"},
        std::pair{house_.BookingOf(slots[0], "Casey Caller", kPhone), "move-1"},
        std::pair{move_to(slots[0]), "attempt-1"}}) {
    const json other = Post(request, key);
    EXPECT_EQ(other.value("error", ""), "invalid_request") << request << other;
  }
  const auto found = Find(kPhone);
  ASSERT_EQ(found.bookings_size(), 1) << found.DebugString();
  EXPECT_EQ(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ",
                             absl::FromUnixSeconds(found.bookings(0).start_time().seconds()),
                             absl::UTCTimeZone()),
            slots.back().value("start", ""));
  EXPECT_EQ(Booked(), 1);
}

TEST_F(BookingRequestsTest, KeepTheirKeyOverARestart) {
  const std::vector<json> slots = SlotsApart();
  ASSERT_GE(slots.size(), 4U);
  // Named in the body here.
  json body = house_.BookingOf(slots[0], "Casey Caller", kPhone);
  body["idempotencyKey"] = "attempt-1";
  const json first = house_.Post("/appointment-handler", body).body;
  ASSERT_TRUE(first.value("success", false)) << first << house_.Logs();
  const json other = Post(house_.BookingOf(slots[1], "Robin Other", kOtherPhone), "attempt-2");
  ASSERT_TRUE(other.value("success", false)) << other << house_.Logs();
  json moving = {{"dialedNumber", house_.number()},
                 {"sessionId", "conv_end_to_end_0001"},
                 {"callerPhone", kOtherPhone},
                 {"action", "reschedule"},
                 {"appointmentId", other.at("appointmentId")},
                 {"newDate", slots[2]["date"]},
                 {"newTime", slots[2]["time"]},
                 {"requestId", "move-1"}};
  const json moved = house_.Post("/appointment-handler", moving).body;
  ASSERT_TRUE(moved.value("rescheduled", false)) << moved << house_.Logs();

  for (const char* process : {"booking", "gateway"}) {
    house_.Kill(process);
    house_.Start(process);
  }
  ASSERT_TRUE(house_.AwaitReady());

  json again = house_.Post("/appointment-handler", body).body;
  EXPECT_TRUE(again.value("duplicate", false)) << again;
  again.erase("duplicate");
  EXPECT_EQ(again, first);
  EXPECT_EQ(house_.Post("/appointment-handler", moving).body, moved);
  EXPECT_EQ(
      Post(house_.BookingOf(slots[3], "Casey Caller", kPhone), "attempt-1").value("error", ""),
      "invalid_request");
  moving["newTime"] = slots[3]["time"];
  EXPECT_EQ(house_.Post("/appointment-handler", moving).body.value("error", ""), "invalid_request");
  EXPECT_EQ(Booked(), 2);
}

// Whoever withholds their number and says somebody's, with the name, hears what they would hear of
// a made-up person.
TEST_F(BookingRequestsTest, TellNobodyElseWhoseTheTimeIs) {
  const json slot = FreeSlots().front();
  json own = house_.BookingOf(slot, "Casey Caller", kPhone);
  own["callerPhone"] = kPhone;
  ASSERT_TRUE(house_.Post("/appointment-handler", own).body.value("success", false));

  json as_casey = house_.BookingOf(slot, "Casey Caller", kPhone);
  as_casey["sessionId"] = "conv_of_a_stranger_0001";
  json as_nobody = house_.BookingOf(slot, "Alex Nobody", "0491 570 112");
  as_nobody["sessionId"] = "conv_of_a_stranger_0001";
  json told = house_.Post("/appointment-handler", as_casey).body;
  json told_of_nobody = house_.Post("/appointment-handler", as_nobody).body;
  EXPECT_FALSE(told.value("success", true)) << told;
  EXPECT_FALSE(told.contains("duplicate")) << told;
  // Each offer has ids of its own.
  for (json* answer : {&told, &told_of_nobody}) {
    for (json& offered : answer->at("slot_details")) offered.erase("slotId");
  }
  EXPECT_EQ(told, told_of_nobody);

  EXPECT_TRUE(house_.Post("/appointment-handler", own).body.value("duplicate", false));
  EXPECT_EQ(Booked(), 1);
}

TEST_F(BookingRequestsTest, AreHeldApartByTheServiceItself) {
  const std::vector<json> slots = FreeSlots();
  ASSERT_GE(slots.size(), 2U);
  v1::BookAppointmentResponse first, again, other;
  ASSERT_TRUE(Book(Wish(slots.front(), "attempt-1"), &first).ok()) << house_.Logs();
  EXPECT_FALSE(first.already_booked());

  ASSERT_TRUE(Book(Wish(slots.front(), "attempt-1"), &again).ok());
  EXPECT_TRUE(again.already_booked());
  // Of the row, which is written once more after the answer is known.
  first.mutable_booking()->clear_update_time();
  again.mutable_booking()->clear_update_time();
  EXPECT_EQ(again.booking().SerializeAsString(), first.booking().SerializeAsString());

  const grpc::Status refused = Book(Wish(slots.back(), "attempt-1"), &other);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_TRUE(IsError(FromGrpc(refused), DomainError::kInvalidRequest)) << refused.error_message();
  EXPECT_EQ(Booked(), 1);
}

TEST_F(BookingRequestsTest, FindTheCallersOwnAppointmentsAndNobodyElses) {
  const std::vector<json> slots = FreeSlots();
  ASSERT_GE(slots.size(), 2U);
  v1::BookAppointmentResponse mine;
  ASSERT_TRUE(Book(Wish(slots.front(), ""), &mine).ok()) << house_.Logs();
  // For somebody else, from the same phone.
  v1::BookAppointmentRequest wish = Wish(slots.back(), "");
  wish.set_patient_name("Robin Other");
  wish.set_patient_phone(kOtherPhone);
  wish.set_booking_for(v1::BOOKING_FOR_OTHER);
  v1::BookAppointmentResponse theirs;
  ASSERT_TRUE(Book(wish, &theirs).ok()) << house_.Logs();

  const v1::FindAppointmentsResponse all = Find(kPhone);
  ASSERT_EQ(all.bookings_size(), 2) << all.DebugString();
  EXPECT_EQ(all.bookings(0).appointment_id(), mine.booking().appointment_id());
  EXPECT_EQ(all.bookings(0).booking_id(), mine.booking().booking_id());
  EXPECT_EQ(all.bookings(0).patient_name(), "Casey Caller");
  EXPECT_EQ(all.bookings(0).start_time().seconds(), mine.booking().start_time().seconds());
  EXPECT_EQ(all.bookings(1).patient_name(), "Robin Other");

  EXPECT_EQ(Find(kPhone, "", 1).bookings_size(), 1);
  EXPECT_EQ(Find(kPhone, "Robin Other").bookings_size(), 1);
  const v1::FindAppointmentsResponse robins = Find(kOtherPhone);
  ASSERT_EQ(robins.bookings_size(), 1) << robins.DebugString();
  EXPECT_EQ(robins.bookings(0).appointment_id(), theirs.booking().appointment_id());
  EXPECT_EQ(Find("0491 570 112").bookings_size(), 0);
  EXPECT_EQ(Find("").bookings_size(), 0);

  // Whoever withholds their number and says somebody's has to name them too.
  v1::FindAppointmentsResponse claimed;
  for (const char* number : {kPhone, "0491 570 112"}) {
    const grpc::Status unnamed = FindUnder(number, "", &claimed);
    EXPECT_TRUE(IsError(FromGrpc(unnamed), DomainError::kMissingInformation)) << number;
    EXPECT_TRUE(FindUnder(number, "Alex Nobody", &claimed).ok());
    EXPECT_EQ(claimed.bookings_size(), 0) << claimed.DebugString();
  }
  // Nor is it enough to name who was booked for from that number.
  EXPECT_TRUE(FindUnder(kPhone, "Robin Other", &claimed).ok());
  EXPECT_EQ(claimed.bookings_size(), 0) << claimed.DebugString();
  EXPECT_TRUE(FindUnder(kPhone, "Casey Caller", &claimed).ok());
  EXPECT_EQ(claimed.bookings_size(), 1) << claimed.DebugString();

  // Whoever booked for them cancels it too; a third one does not learn that it is there.
  const json cancel = {{"dialedNumber", house_.number()},
                       {"sessionId", "conv_booking_requests_3"},
                       {"appointmentId", theirs.booking().appointment_id()}};
  json by_stranger = cancel;
  by_stranger["callerPhone"] = "0491 570 112";
  EXPECT_EQ(house_.Post("/cancel-appointment", by_stranger).body.value("error", ""),
            "appointment_not_found");
  json by_booker = cancel;
  by_booker["callerPhone"] = kPhone;
  const HttpAnswer cancelled = house_.Post("/cancel-appointment", by_booker);
  EXPECT_TRUE(cancelled.body.value("cancelled", false)) << cancelled.text << house_.Logs();
  EXPECT_EQ(Booked(), 1);
}

}  // namespace
}  // namespace frontdesk
