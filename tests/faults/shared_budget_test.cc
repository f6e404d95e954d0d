// Four replicas of everything, two clinics that share a Cliniko key, and a probe of each: what they
// ask together never exceeds the budget, and no caller's request starves behind a probe.
//
// Cliniko's minute is five seconds here, and its 200 requests are 50. The replicas reach Postgres
// through a PgBouncer in transaction mode.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iostream>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/process.h"
#include "tests/cliniko_sandbox/request_log.h"
#include "tests/cliniko_sandbox/sandbox.h"
#include "tests/cliniko_sandbox/sandbox_server.h"
#include "tests/end_to_end/clinic_under_test.h"
#include "tests/faults/stalls.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using sandbox::LogEntry;
using test::ClinicUnderTest;
using test::Form;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kRate = 50;
constexpr absl::Duration kWindow = absl::Seconds(5);
// Three fifths of what callers have left over are theirs at any time.
constexpr int kBurst = kRate * 3 / 5 - 2;
// Where nothing is known, an answer may take so long. Source: issue "Schedule-cache: fresh, frugal,
// never late", "It must show".
constexpr absl::Duration kLongest = absl::Milliseconds(1600);
constexpr int kHandovers = 8;

// What callers ask for; the probes ask for the shortest type of a place, which are others.
constexpr std::array kTypes = {"Physiotherapy (60 min)", "Acupuncture (Initial)"};

struct Question {
  std::size_t clinic = 0;
  std::string practitioner;
  std::string type;
  int in_days = 0;
};

class SharedBudgetTest : public ::testing::Test {
 protected:
  SharedBudgetTest() {
    for (const char* another : {"frontdesk-2", "frontdesk-3", "frontdesk-4"}) {
      house_.Start(another);
    }
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
      house_.CallThrough(i == 0 ? "frontdesk" : absl::StrCat("frontdesk-", i + 1));
      EXPECT_TRUE(house_.AwaitReady()) << house_.Logs();
      gateways_[i] = house_.gateway_address();
    }
    // Each is another week of somebody, so that each costs a request to Cliniko.
    for (int week = 0; week < 11; ++week) {
      for (const std::size_t clinic : {0u, 1u}) {
        questions_.push_back({clinic, "Dr Cameron Example", kTypes[0], 2 + 7 * week});
        questions_.push_back({clinic, "Dr Robin Placeholder", kTypes[1], 2 + 7 * week});
      }
    }
  }

  static Form WithShortMinute() {
    ::setenv("FRONTDESK_CLINIKO_RATE", "50", /*overwrite=*/1);
    ::setenv("FRONTDESK_CLINIKO_WINDOW_SECONDS", "5", /*overwrite=*/1);
    return Form::kOneProcess;
  }
  static test::ClinicToAdd SecondOfTheKey() {
    test::ClinicToAdd clinic = test::Sydney();
    clinic.name = "Harbour West";
    clinic.phone = "0491 570 156";
    return clinic;
  }

  std::unique_ptr<test::Process> Probe(std::size_t clinic) {
    return std::make_unique<test::Process>(std::vector<std::string>{
        "tools/frontdeskctl/frontdeskctl", "--database-url-file", test::InTemp("database_url"),
        "--keyring-file", test::InTemp("keyring"), "--cliniko-url", house_.cliniko().url(),
        "schedule", "probe", "--clinic", house_.clinic(clinic).number, "--parallel", "8", "--csv",
        test::InTemp(absl::StrCat("probe", clinic, ".csv"))});
  }

  std::string IdOf(const char* type) {
    return house_.database().Execute(
        absl::StrCat("SELECT DISTINCT appointment_type_id FROM schedule_cache.appointment_types "
                     "WHERE type_name = '",
                     type, "'"));
  }

  // The next question, to the next replica.
  void Ask() {
    std::size_t number = 0;
    {
      const std::lock_guard lock(mutex_);
      number = asked_++;
    }
    const Question& question = questions_.at(number);
    const test::AddedClinic& clinic = house_.clinic(question.clinic);
    const json body = {{"dialedNumber", clinic.number},
                       {"sessionId", absl::StrCat("conv_budget_", number)},
                       {"practitioner", question.practitioner},
                       {"appointmentType", question.type},
                       {"location", "City Rooms"},
                       {"date", absl::StrCat("in ", question.in_days, " days")}};
    httplib::Client gateway(absl::StrCat("http://", gateways_[number % gateways_.size()]));
    gateway.set_read_timeout(30);
    const absl::Time began = absl::Now();
    const httplib::Result answer = gateway.Post(
        "/availability-checker", {{"X-API-Key", clinic.key}}, body.dump(), "application/json");
    const absl::Duration took = absl::Now() - began;
    ASSERT_TRUE(answer);
    const json said = json::parse(answer->body, nullptr, /*allow_exceptions=*/false);
    EXPECT_TRUE(said.is_object() && said.value("success", false) && !said.value("stale", false))
        << answer->body;
    const std::lock_guard lock(mutex_);
    longest_ = std::max(longest_, took);
  }

  std::vector<LogEntry> Requests() { return house_.cliniko().sandbox().log().Entries(); }

  // What the first replica shows of itself.
  std::string Metrics() {
    httplib::Client operations(
        test::AwaitAnnounced(test::InTemp("frontdesk.addr"), "FRONTDESK_OPS_URL"));
    const httplib::Result page = operations.Get("/metrics");
    return page ? page->body : "";
  }

  // How many of the probes', or of all others.
  int RequestsBetween(absl::Time from, absl::Time until, bool probes) {
    const std::vector<LogEntry> all = Requests();
    return static_cast<int>(std::ranges::count_if(all, [&](const LogEntry& entry) {
      return entry.started >= from && entry.started < until && IsProbes(entry) == probes;
    }));
  }

  bool IsProbes(const LogEntry& entry) {
    return absl::StrContains(entry.target, "/available_times") &&
           std::ranges::none_of(type_ids_, [&](const std::string& id) {
             return absl::StrContains(entry.target, absl::StrCat("appointment_types/", id, "/"));
           });
  }

  // The most that Cliniko saw in any of its minutes, wherever that begins.
  int MostInAWindow() {
    std::vector<absl::Time> times;
    for (const LogEntry& entry : Requests()) times.push_back(entry.started);
    std::ranges::sort(times);
    std::ptrdiff_t most = 0;
    for (auto first = times.begin(); first != times.end(); ++first) {
      most = std::max(most, std::lower_bound(first, times.end(), *first + kWindow) - first);
    }
    return static_cast<int>(most);
  }

  int Refused() {
    const std::vector<LogEntry> all = Requests();
    return static_cast<int>(std::ranges::count(all, 429, &LogEntry::status));
  }

  ClinicUnderTest house_{
      WithShortMinute(),
      {.clinics = {test::Sydney(), SecondOfTheKey()}, .works_daily = true, .pooler = true}};
  const std::array<std::string, 2> type_ids_ = {IdOf(kTypes[0]), IdOf(kTypes[1])};
  std::array<std::string, 4> gateways_;
  std::vector<Question> questions_;
  std::mutex mutex_;
  std::size_t asked_ = 0;   // guarded by mutex_
  absl::Duration longest_;  // guarded by mutex_
};

TEST_F(SharedBudgetTest, IsNeverExceededAndNoCallerStarvesBehindAProbe) {
  // From now on Cliniko's minute is short; what came before has left the budget of the replicas.
  absl::SleepFor(kWindow * 1.05);
  ASSERT_TRUE(house_.cliniko()
                  .Control("POST", "/settings", R"({"rate_limit": 50, "rate_window_seconds": 5})")
                  .ok());
  ASSERT_TRUE(house_.cliniko().Control("POST", "/reset-counts", "").ok());

  const absl::Time start = absl::Now();
  const std::array probes = {Probe(0), Probe(1)};
  absl::SleepFor(2 * kWindow);
  const test::Stalls stalls;
  const absl::Time burst = absl::Now();
  std::vector<std::thread> callers;
  for (int i = 0; i < kBurst; ++i) callers.emplace_back([this] { Ask(); });
  for (std::thread& caller : callers) caller.join();
  const absl::Time answered = absl::Now();
  const absl::Duration longest_of_burst = longest_;
  // More callers, one after the other, while the window still remembers the burst.
  absl::SleepFor(kWindow / 2);
  while (asked_ < questions_.size()) {
    Ask();
    absl::SleepFor(kWindow / 16);
  }
  const absl::Time end = absl::Now();

  EXPECT_EQ(Refused(), 0);
  EXPECT_LE(MostInAWindow(), kRate);
  const absl::Duration allowance = kHandovers * stalls.longest();
  EXPECT_LE(longest_, kLongest + allowance);
  const int before = RequestsBetween(burst - kWindow, burst, /*probes=*/true);
  const int during = RequestsBetween(burst, end, /*probes=*/true);
  EXPECT_GE(before, kRate / 4) << "the probes were not at work" << probes[0]->errors();
  EXPECT_LE(before, kRate * 2 / 5);
  EXPECT_GT(during, 0) << "the probes starved";
  EXPECT_GE(RequestsBetween(burst, answered, /*probes=*/false), kBurst);
  const std::string clinic =
      absl::StrCat(R"({service="schedule_cache",clinic=")", house_.clinic_id(), R"("} )");
  EXPECT_THAT(
      Metrics(),
      AllOf(HasSubstr("frontdesk_cliniko_budget_requests_total{outcome=\"granted\","
                      "priority=\"caller\",service=\"schedule_cache\"} 1"),
            HasSubstr(absl::StrCat("frontdesk_cliniko_budget_remaining", clinic)),
            HasSubstr(absl::StrCat("frontdesk_cliniko_breaker_open", clinic, "0\n")),
            HasSubstr(absl::StrCat("frontdesk_cliniko_breaker_openings_total", clinic, "0\n")),
            HasSubstr("method=\"ScheduleCacheService/ListOpenSlots\""),
            Not(HasSubstr("method=\"ListOpenSlots\""))));
  std::cout << "most requests in " << kWindow << ": " << MostInAWindow() << " of " << kRate
            << ", refused: " << Refused() << "; " << kBurst << " callers at once waited for "
            << longest_of_burst << " at most, all of them for " << longest_
            << " (machine: " << stalls.longest() << "); probes: " << before
            << " in the window before, " << during << " in " << end - burst << " with callers, "
            << RequestsBetween(start, end, /*probes=*/true) << " in all\n";
}

}  // namespace
}  // namespace frontdesk
