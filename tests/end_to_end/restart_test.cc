// Any one of the five processes is killed and started again: the others recover without a restart.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;

class RestartTest : public ::testing::Test {
 protected:
  // Books the next free time for somebody new, asking again as an agent does while a part comes back.
  bool BooksSoon(const std::string& name, const std::string& phone) {
    HttpAnswer answer;
    const absl::Time deadline = absl::Now() + absl::Seconds(20);
    while (absl::Now() < deadline) {
      const HttpAnswer times = clinic_.FreeTimes();
      if (times.status == 200 && times.body.value("success", false)) {
        json slot = times.body["slot_details"][0];
        slot["location"] = times.body["location"];
        answer = clinic_.Post("/appointment-handler", clinic_.BookingOf(slot, name, phone));
        if (answer.status == 200 && answer.body.value("success", false)) return true;
      }
      absl::SleepFor(absl::Milliseconds(100));
    }
    ADD_FAILURE() << answer.text;
    return false;
  }

  ClinicUnderTest clinic_{Form::kFiveProcesses};
};

TEST_F(RestartTest, LeavesTheOtherProcessesWorking) {
  ASSERT_TRUE(BooksSoon("Casey First", "0491 570 110"));
  int number = 120;
  for (const std::string name : {"session", "schedule_cache", "booking", "availability", "gateway"}) {
    SCOPED_TRACE(name);
    clinic_.Kill(name);
    if (name != "gateway") {
      // While it is away every answer is still a whole one, and /readyz says which part is missing.
      EXPECT_EQ(clinic_.Get("/readyz").status, 503);
      const HttpAnswer answer = clinic_.Post("/availability-checker", clinic_.AskForTimes("tomorrow"));
      EXPECT_EQ(answer.status, 200);
      EXPECT_NE(answer.body.value("message", ""), "") << answer.text;
    }
    clinic_.Start(name);
    EXPECT_TRUE(clinic_.AwaitReady());
    EXPECT_TRUE(BooksSoon("Casey Next", "0491 570 " + std::to_string(number++)));
  }
}

TEST_F(RestartTest, SettlesABookingWhoseProcessDiedRightAfterCliniko) {
  const HttpAnswer times = clinic_.FreeTimes();
  ASSERT_TRUE(times.body.value("success", false)) << times.text;
  json slot = times.body["slot_details"][0];
  slot["location"] = times.body["location"];
  const json request = clinic_.BookingOf(slot, "Casey Caller", "0491 570 110");
  const int before = clinic_.cliniko().LiveAppointments();
  // Cliniko makes the appointment and is slow to say so.
  ASSERT_TRUE(clinic_.cliniko()
                  .Control("POST", "/faults",
                           R"({"route":"/individual_appointments","method":"POST",)"
                           R"("latency_ms":5000,"after":true,"times":1})")
                  .ok());
  HttpAnswer answer;
  std::thread caller([&] { answer = clinic_.Post("/appointment-handler", request); });
  while (clinic_.cliniko().LiveAppointments() == before) std::this_thread::yield();
  clinic_.Kill("booking");
  caller.join();

  // Nobody knows the outcome yet, and nobody says that nothing happened.
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body.value("error", ""), "still_checking") << answer.text;

  clinic_.Start("booking");
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  const auto state = [&] { return clinic_.database().Execute("SELECT state FROM booking.bookings"); };
  while (state() == "pending" && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(200));
  EXPECT_EQ(state(), "booked");
  EXPECT_EQ(clinic_.cliniko().LiveAppointments(), before + 1);

  const HttpAnswer again = clinic_.Post("/appointment-handler", request);
  EXPECT_TRUE(again.body.value("success", false)) << again.text;
  EXPECT_EQ(clinic_.cliniko().LiveAppointments(), before + 1);
}

}  // namespace
}  // namespace frontdesk
