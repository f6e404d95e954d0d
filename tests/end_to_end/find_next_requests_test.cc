// What a search over two weeks, and who is free on a day, cost Cliniko, by Cliniko's own count, in
// a clinic where each of four practitioners works at each of three locations.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/process.h"
#include "tests/cliniko_sandbox/request_log.h"
#include "tests/cliniko_sandbox/sandbox.h"
#include "tests/end_to_end/agent_call.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::AgentCall;
using test::ClinicUnderTest;
using test::Form;
using ::testing::Each;
using ::testing::Pair;

constexpr char kAvailableTimes[] =
    "/businesses/:business_id/practitioners/:practitioner_id/appointment_types/"
    ":appointment_type_id/available_times";
// Each answer takes Cliniko this long, so that all twelve, one after another, take 4.8 seconds.
constexpr absl::Duration kClinikoTakes = absl::Milliseconds(400);

test::House Lakeside() {
  return {.clinics = {{.name = "Lakeside Therapy",
                       .phone = "0491 570 006",
                       .country = "AU",
                       .time_zone = "Australia/Sydney",
                       .contact_email = "desk@lakeside-therapy.example",
                       .cliniko_key = "demo-lakeside-key-au1"}},
          .world = test::TextOf("tests/cliniko_sandbox/worlds/four_by_three.json")};
}

class FindNextRequestsTest : public ::testing::TestWithParam<Form> {
 protected:
  FindNextRequestsTest() {
    const auto slow = house_.cliniko().Control(
        "POST", "/faults",
        json{{"route", "/businesses/*"}, {"latency_ms", absl::ToInt64Milliseconds(kClinikoTakes)}}
            .dump());
    EXPECT_TRUE(slow.ok()) << slow.status();
    log().Reset();
  }

  sandbox::RequestLog& log() { return house_.cliniko().sandbox().log(); }
  int Requests() { return log().CountOf("GET", kAvailableTimes); }

  // How often each combination of practitioner, location and service was asked for.
  std::map<std::string, int> RequestsByCombination() {
    std::map<std::string, int> requests;
    for (const sandbox::LogEntry& entry : log().Entries()) {
      if (entry.route != kAvailableTimes) continue;
      ++requests[entry.target.substr(0, entry.target.find('?'))];
    }
    return requests;
  }

  // A session of its own.
  AgentCall CallOf(const std::string& session) {
    return AgentCall(house_, house_.clinic(0), session, "0491 570 110");
  }

  ClinicUnderTest house_{GetParam(), Lakeside()};
};

INSTANTIATE_TEST_SUITE_P(Forms, FindNextRequestsTest,
                         ::testing::Values(Form::kOneProcess, Form::kFiveProcesses),
                         [](const ::testing::TestParamInfo<Form>& form) {
                           return form.param == Form::kOneProcess ? "OneProcess" : "FiveProcesses";
                         });

// The most requests that Cliniko had at once while the object lived.
class AtOnce {
 public:
  explicit AtOnce(sandbox::RequestLog& log)
      : watcher_([this, &log] {
          while (!done_) {
            const auto counts = log.Counts();
            const auto route = counts.find({"GET", kAvailableTimes});
            if (route != counts.end()) {
              const auto unanswered = route->second.by_status.find(0);
              if (unanswered != route->second.by_status.end()) {
                most_ = std::max<int>(most_, unanswered->second);
              }
            }
            absl::SleepFor(absl::Milliseconds(2));
          }
        }) {}
  ~AtOnce() {
    if (watcher_.joinable()) Stop();
  }

  int Stop() {
    done_ = true;
    watcher_.join();
    return most_;
  }

 private:
  std::atomic<bool> done_ = false;
  std::atomic<int> most_ = 0;
  std::thread watcher_;
};

TEST_P(FindNextRequestsTest, AreOneForEachCombinationAtTheSameTimeAndThenNone) {
  const json search = {{"service", "Assessment"}, {"maxDays", 14}};
  AtOnce at_once(log());
  const absl::Time began = absl::Now();

  const json cold = CallOf("conv_cold_search_1").Ask("/find-next-available", search);

  const absl::Duration took = absl::Now() - began;
  const int most_at_once = at_once.Stop();
  ASSERT_TRUE(cold.value("found", false)) << cold << house_.Logs();
  const auto requests = RequestsByCombination();
  EXPECT_EQ(requests.size(), 12u);
  EXPECT_THAT(requests, Each(Pair(::testing::_, 1)));
  EXPECT_GE(most_at_once, 6);
  EXPECT_LT(took, 6 * kClinikoTakes);

  // The same from another session is the same offer, and from the same session the next one.
  log().Reset();
  const json warm = CallOf("conv_warm_search_1").Ask("/find-next-available", search);
  EXPECT_EQ(test::OffersOf(warm), test::OffersOf(cold));
  absl::SleepFor(test::kAsLongAsACallerTakes);
  const json next = CallOf("conv_cold_search_1").Ask("/find-next-available", search);
  EXPECT_TRUE(next.value("found", false)) << next;
  EXPECT_NE(test::OffersOf(next), test::OffersOf(cold));
  EXPECT_EQ(Requests(), 0);
}

TEST_P(FindNextRequestsTest, AreForThePractitionerAlone) {
  const json search = {
      {"practitioner", "Cleo Mockwell"}, {"service", "Assessment"}, {"maxDays", 14}};
  const json cold = CallOf("conv_cold_search_2").Ask("/find-next-available", search);
  ASSERT_TRUE(cold.value("found", false)) << cold << house_.Logs();
  const auto requests = RequestsByCombination();
  EXPECT_EQ(requests.size(), 3u);
  EXPECT_THAT(requests, Each(Pair(::testing::_, 1)));

  log().Reset();
  CallOf("conv_warm_search_2").Ask("/find-next-available", search);
  EXPECT_EQ(Requests(), 0);
}

// One after another the requests take longer than an answer may.
TEST_P(FindNextRequestsTest, AreMadeAtTheSameTimeForAllWhoWorkAtAPlace) {
  const absl::CivilDay monday = absl::NextWeekday(
      absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 7, absl::Weekday::monday);
  AtOnce at_once(log());
  const absl::Time began = absl::Now();

  const json free =
      CallOf("conv_who_is_free_1")
          .Ask("/get-available-practitioners",
               {{"location", "North Rooms"}, {"date", absl::FormatCivilTime(monday)}});

  const absl::Duration took = absl::Now() - began;
  const int most_at_once = at_once.Stop();
  ASSERT_TRUE(free.value("success", false)) << free << house_.Logs();
  EXPECT_EQ(free["practitionerNames"], json({"Dr Ada Placeholder", "Dr Dov Pretend"}));
  // Each of the two has services of two lengths.
  EXPECT_GE(Requests(), 4);
  EXPECT_THAT(RequestsByCombination(), Each(Pair(::testing::_, 1)));
  EXPECT_GE(most_at_once, 4);
  EXPECT_LT(took, Requests() * kClinikoTakes);
}

// Five people give reviews at the West Rooms, but Eve Oneplace has no hours anywhere else.
TEST_P(FindNextRequestsTest, AreNoneForWhereNobodyWorks) {
  const json cold = CallOf("conv_cold_search_3")
                        .Ask("/find-next-available", {{"service", "Review"}, {"maxDays", 14}});
  ASSERT_TRUE(cold.value("found", false)) << cold << house_.Logs();
  const auto requests = RequestsByCombination();
  EXPECT_EQ(requests.size(), 13u) << json(requests);
  EXPECT_THAT(requests, Each(Pair(::testing::_, 1)));
}

}  // namespace
}  // namespace frontdesk
