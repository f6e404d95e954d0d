// Postgres dies and comes back under load, and once more in an orderly way: no process of ours
// ends, every answer is whole and clean, and all is well within seconds. The five processes reach
// it through a PgBouncer in transaction mode.
#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
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

constexpr int kCallers = 16;
constexpr absl::Duration kAway = absl::Seconds(2);
constexpr absl::Duration kRecovery = absl::Seconds(10);

class PostgresRestartTest : public ::testing::TestWithParam<Form> {
 protected:
  // What callers ask all the while: known times, the directory, the next time, a booking.
  HttpAnswer Ask(int i) {
    const std::string session = absl::StrCat("conv_restart_", i);
    json times = clinic_.AskForTimes("in 2 days");
    times["sessionId"] = session;
    switch (i % 8) {
      case 0: {
        json next = times;
        next.erase("date");
        return clinic_.Post("/find-next-available", next);
      }
      case 1:
      case 2:
        return clinic_.Post("/get-practitioner-services", times);
      case 3: {
        json booking = times;
        booking["patientName"] = "Casey Caller";
        booking["patientPhone"] = "0491 570 156";
        booking["appointmentDate"] = "in 2 days";
        booking["appointmentTime"] = "3:07 am";  // nobody works then, so nothing is booked
        return clinic_.Post("/appointment-handler", booking);
      }
      default:
        return clinic_.Post("/availability-checker", times);
    }
  }

  void Check(const HttpAnswer& answer) {
    static const std::set<std::string> kClean = {"",
                                                 "booking_system_unavailable",
                                                 "still_checking",
                                                 "time_not_available",
                                                 "no_availability",
                                                 "outside_business_hours"};
    EXPECT_EQ(answer.status, 200) << answer.text;
    ASSERT_TRUE(answer.body.is_object()) << answer.text;
    EXPECT_NE(answer.body.value("message", ""), "") << answer.text;
    EXPECT_TRUE(kClean.contains(answer.body.value("error", ""))) << answer.text;
  }

  // Whether a fresh answer and a booking succeed again within kRecovery.
  bool IsWellAgain(const std::string& phone) {
    for (const absl::Time deadline = absl::Now() + kRecovery; absl::Now() < deadline;
         absl::SleepFor(absl::Milliseconds(100))) {
      const HttpAnswer times = clinic_.FreeTimes();
      if (!times.body.is_object() || !times.body.value("success", false) ||
          times.body.value("stale", false)) {
        continue;
      }
      json slot = times.body.at("slot_details").at(0);
      slot["location"] = times.body.at("location");
      const HttpAnswer booked =
          clinic_.Post("/appointment-handler", clinic_.BookingOf(slot, "Riley Restart", phone));
      if (booked.body.is_object() && booked.body.value("success", false)) return true;
    }
    return false;
  }

  ClinicUnderTest clinic_{GetParam(),
                          {.works_daily = true, .pooler = GetParam() == Form::kFiveProcesses}};
};

INSTANTIATE_TEST_SUITE_P(BothForms, PostgresRestartTest,
                         ::testing::Values(Form::kOneProcess, Form::kFiveProcesses),
                         [](const ::testing::TestParamInfo<Form>& param) {
                           return param.param == Form::kOneProcess ? "OneProcess" : "FiveProcesses";
                         });

TEST_P(PostgresRestartTest, IsSurvivedUnderLoad) {
  ASSERT_TRUE(IsWellAgain("0491 570 157"));

  std::atomic<bool> stopping = false;
  std::atomic<int> asked = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&] {
      while (!stopping) {
        Check(Ask(asked++));
        absl::SleepFor(absl::Milliseconds(20));
      }
    });
  }
  test::ScratchCluster& postgres = clinic_.database().cluster();
  absl::SleepFor(absl::Seconds(1));
  postgres.Crash();
  absl::SleepFor(kAway);
  // What memory holds is told while nobody can look it up.
  EXPECT_TRUE(clinic_.Post("/availability-checker", clinic_.AskForTimes("tomorrow"))
                  .body.value("success", false));
  postgres.Start();
  EXPECT_TRUE(IsWellAgain("0491 570 158"));

  postgres.Stop();
  absl::SleepFor(kAway);
  EXPECT_EQ(clinic_.Get("/healthz").status, 200);
  postgres.Start();
  EXPECT_TRUE(IsWellAgain("0491 570 159"));
  stopping = true;
  for (std::thread& caller : callers) caller.join();
  EXPECT_GT(asked, 100);

  // All of them are still the processes that were started.
  const std::vector<std::string> names =
      GetParam() == Form::kOneProcess
          ? std::vector<std::string>{"frontdesk"}
          : std::vector<std::string>{"gateway", "availability", "booking", "schedule_cache",
                                     "session"};
  for (const std::string& name : names) EXPECT_EQ(clinic_.Stop(name), 0) << name;
}

}  // namespace
}  // namespace frontdesk
