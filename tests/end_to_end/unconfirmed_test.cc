// What callers and staff do with an appointment that Cliniko has and that is not confirmed yet: a
// real Postgres and the Cliniko sandbox.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;
using ::testing::HasSubstr;

constexpr char kPhone[] = "0491 570 110";
// What is promised once Cliniko is back.
constexpr absl::Duration kSettledWithin = absl::Seconds(60);

class UnconfirmedTest : public ::testing::Test {
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
  json Ask(const std::string& path, json body) {
    body["dialedNumber"] = house_.number();
    if (!body.contains("sessionId")) body["sessionId"] = "conv_end_to_end_0001";
    body["callerPhone"] = kPhone;
    const HttpAnswer answer = house_.Post(path, body);
    EXPECT_EQ(answer.status, 200) << answer.text;
    return answer.body;
  }
  // Cliniko makes the appointment and cannot say whether it is in conflict.
  void BookWithoutConfirmation(const json& slot) {
    EXPECT_TRUE(house_.cliniko()
                    .Control("POST", "/faults",
                             R"({"route":"/individual_appointments/:id/conflicts","status":500})")
                    .ok());
    const json first = Ask("/appointment-handler", house_.BookingOf(slot, "Casey Caller", kPhone));
    EXPECT_EQ(first.value("error", ""), "still_checking") << first << house_.Logs();
    EXPECT_EQ(Row(), absl::StrCat("pending ", slot.value("start", "")));
  }
  void ClinikoIsBack() { EXPECT_TRUE(house_.cliniko().Control("DELETE", "/faults").ok()); }
  // "state start" of the only booking.
  std::string Row() {
    return house_.database().Execute(
        "SELECT state || ' ' || to_char(starts_at AT TIME ZONE 'UTC', "
        "'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM booking.bookings");
  }
  bool Comes(const std::string& row) {
    const absl::Time end = absl::Now() + kSettledWithin;
    while (absl::Now() < end) {
      if (Row() == row) return true;
      absl::SleepFor(absl::Milliseconds(200));
    }
    return false;
  }
  int LiveAppointments() { return house_.cliniko().LiveAppointments() - live_before_; }

  ClinicUnderTest house_{Form::kOneProcess, {.works_daily = true}};
  const int live_before_ = house_.cliniko().LiveAppointments();
};

TEST_F(UnconfirmedTest, IsCancelledOnceItIsConfirmed) {
  const json slot = FreeSlots().at(0);
  BookWithoutConfirmation(slot);
  const json cancel = {{"appointmentDetails", "my appointment with Cameron"}};
  const json wished = Ask("/cancel-appointment", cancel);
  EXPECT_EQ(wished.value("error", ""), "still_checking") << wished;
  EXPECT_THAT(wished.value("message", ""), HasSubstr("I'll cancel it as soon as it is"));
  EXPECT_EQ(LiveAppointments(), 1);

  ClinikoIsBack();
  EXPECT_TRUE(Comes(absl::StrCat("cancelled ", slot.value("start", "")))) << Row() << house_.Logs();
  EXPECT_EQ(LiveAppointments(), 0);
  const json done = Ask("/cancel-appointment", cancel);
  EXPECT_TRUE(done.value("cancelled", false)) << done;
}

TEST_F(UnconfirmedTest, IsBookedWhereStaffMovedIt) {
  const std::vector<json> slots = FreeSlots();
  const std::string start = slots.back().value("start", "");
  BookWithoutConfirmation(slots.front());
  const std::string id = house_.database().Execute("SELECT appointment_id FROM booking.bookings");
  ASSERT_TRUE(
      house_.cliniko()
          .Control("POST", "/staff/move", json{{"appointment_id", id}, {"starts_at", start}}.dump())
          .ok());

  ClinikoIsBack();
  EXPECT_TRUE(Comes(absl::StrCat("booked ", start))) << Row() << house_.Logs();
  EXPECT_EQ(LiveAppointments(), 1);
  const json cancelled = Ask("/cancel-appointment", {{"appointmentId", id}});
  EXPECT_TRUE(cancelled.value("cancelled", false)) << cancelled << house_.Logs();
  EXPECT_EQ(LiveAppointments(), 0);
}

}  // namespace
}  // namespace frontdesk
