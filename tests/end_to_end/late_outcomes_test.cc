// A caller whose booking could not be confirmed in time hears what became of it: when the agent
// asks the same again, and with whatever it asks next in that call.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

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
using ::testing::Not;

constexpr char kPhone[] = "0491 570 110";
constexpr char kOtherPhone[] = "0491 570 111";
// What is promised once Cliniko is back.
constexpr absl::Duration kSettledWithin = absl::Seconds(60);

class LateOutcomesTest : public ::testing::Test {
 protected:
  json FreeSlot(std::size_t i) {
    const HttpAnswer answer = house_.FreeTimes();
    EXPECT_TRUE(answer.body.value("success", false)) << answer.text << house_.Logs();
    const json& slots = answer.body.at("slot_details");
    json slot = slots.at(std::min(i, slots.size() - 1));
    slot["location"] = answer.body["location"];
    return slot;
  }
  json Ask(const std::string& path, json body, const std::string& phone = kPhone) {
    body["callerPhone"] = phone;
    const HttpAnswer answer = house_.Post(path, body);
    EXPECT_EQ(answer.status, 200) << answer.text;
    return answer.body;
  }
  json AskForTimes(const std::string& phone = kPhone) {
    return Ask("/availability-checker", house_.AskForTimes("tomorrow"), phone);
  }
  void Cliniko(const std::string& fault) {
    EXPECT_TRUE(house_.cliniko().Control("POST", "/faults", fault).ok());
  }
  void ClinikoIsBack() { EXPECT_TRUE(house_.cliniko().Control("DELETE", "/faults").ok()); }
  std::string Pending() {
    return house_.database().Execute(
        "SELECT count(*) FROM booking.bookings WHERE state IN ('pending', 'withdrawing')");
  }
  bool SettledInTime() {
    const absl::Time end = absl::Now() + kSettledWithin;
    while (absl::Now() < end) {
      if (Pending() == "0") return true;
      absl::SleepFor(absl::Milliseconds(200));
    }
    return false;
  }

  ClinicUnderTest house_{Form::kFiveProcesses, {.works_daily = true}};
  const int live_before_ = house_.cliniko().LiveAppointments();
};

TEST_F(LateOutcomesTest, AreToldWithTheNextAnswer) {
  const json slot = FreeSlot(0);
  const json booking = house_.BookingOf(slot, "Casey Caller", kPhone);
  // Cliniko makes the appointment, and neither says so nor answers any question.
  Cliniko(R"({"method":"POST","route":"/individual_appointments","hang":true,"after":true})");
  Cliniko(R"({"route":"/individual_appointments","method":"GET","hang":true})");

  const json first = Ask("/appointment-handler", booking);
  EXPECT_FALSE(first.value("success", true)) << first;
  EXPECT_EQ(first.value("error", ""), "still_checking") << first;
  ASSERT_EQ(Pending(), "1");
  EXPECT_FALSE(AskForTimes().contains("lateOutcomes"));

  ClinikoIsBack();
  ASSERT_TRUE(SettledInTime()) << house_.Logs();
  EXPECT_EQ(house_.cliniko().LiveAppointments(), live_before_ + 1);

  // Somebody else hears nothing of it, though the session's id is the same.
  EXPECT_FALSE(AskForTimes(kOtherPhone).contains("lateOutcomes"));

  const json next = AskForTimes();
  EXPECT_TRUE(next.value("success", false)) << next;
  EXPECT_THAT(next.value("message", ""), HasSubstr("Your booking is confirmed now")) << next;
  ASSERT_TRUE(next.contains("lateOutcomes")) << next << house_.Logs();
  EXPECT_EQ(next["lateOutcomes"][0].value("success", false), true);
  // Once.
  EXPECT_FALSE(AskForTimes().contains("lateOutcomes"));

  const json again = Ask("/appointment-handler", booking);
  EXPECT_TRUE(again.value("success", false)) << again;
  EXPECT_EQ(again.value("appointmentStart", ""), slot["start"]);
  EXPECT_FALSE(again.contains("lateOutcomes")) << again;
  EXPECT_EQ(house_.cliniko().LiveAppointments(), live_before_ + 1);
}

TEST_F(LateOutcomesTest, AreTheAnswerToTheSameRequest) {
  const json booking = house_.BookingOf(FreeSlot(0), "Casey Caller", kPhone);
  Cliniko(R"({"method":"POST","route":"/individual_appointments","hang":true,"after":true})");
  Cliniko(R"({"route":"/individual_appointments","method":"GET","hang":true})");
  EXPECT_EQ(Ask("/appointment-handler", booking).value("error", ""), "still_checking");

  ClinikoIsBack();
  ASSERT_TRUE(SettledInTime()) << house_.Logs();

  const json again = Ask("/appointment-handler", booking);
  EXPECT_TRUE(again.value("success", false)) << again;
  EXPECT_THAT(again.value("message", ""), Not(HasSubstr("confirmed now")));
  EXPECT_FALSE(AskForTimes().contains("lateOutcomes"));
  EXPECT_EQ(house_.cliniko().LiveAppointments(), live_before_ + 1);
}

// What was heard at once is no news.
TEST_F(LateOutcomesTest, AreNoneWhereTheAnswerCameInTime) {
  const json slot = FreeSlot(0);
  const json booked = Ask("/appointment-handler", house_.BookingOf(slot, "Casey Caller", kPhone));
  ASSERT_TRUE(booked.value("success", false)) << booked << house_.Logs();
  const json other =
      Ask("/appointment-handler", house_.BookingOf(slot, "Robin Other", kOtherPhone), kOtherPhone);
  EXPECT_FALSE(other.value("success", true)) << other;
  EXPECT_FALSE(AskForTimes().contains("lateOutcomes"));
  EXPECT_FALSE(AskForTimes(kOtherPhone).contains("lateOutcomes"));
  EXPECT_EQ(
      house_.database().Execute("SELECT count(*) FROM booking.bookings WHERE untold IS NOT NULL"),
      "0");
}

}  // namespace
}  // namespace frontdesk
