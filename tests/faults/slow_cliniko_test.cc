// A thousand calls, 32 at a time, while Cliniko hangs, refuses or fails: each is answered within
// the time that design.md promises, and all is well again by itself when Cliniko is.
//
// What is measured is the time that the gateway itself took, from the arrival of a request to its
// answer, as its log tells, less what the machine held up anybody for in that time. Where others
// take a part of the processors, all takes longer by that much. The five processes reach Postgres
// through a PgBouncer in transaction mode.
#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/scratch_cluster.h"
#include "tests/end_to_end/clinic_under_test.h"
#include "tests/faults/others_share.h"
#include "tests/faults/stalls.h"
#include "tests/faults/took.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;
using test::Stalls;

constexpr int kCalls = 1000;
constexpr int kAtATime = 32;
// Source: issue "Schedule-cache: fresh, frugal, never late", "It must show".
constexpr absl::Duration kWhereSomethingIsKnown = absl::Milliseconds(500);
constexpr absl::Duration kWhereNothingIsKnown = absl::Milliseconds(1600);
constexpr absl::Duration kDirectory = absl::Milliseconds(50);
// The promise is that of the release build. Another one computes for several times as long, and 32
// callers share the cores.
#ifdef NDEBUG
constexpr int kSlowness = 1;
#else
constexpr int kSlowness = 2;
#endif
// What others take is allowed for until it is half of the processors: twice the promise is the most
// that passes anywhere.
constexpr double kMostOthers = 0.5;

struct Fault {
  const char* name;
  const char* rule;  // for the sandbox
};
constexpr Fault kHangs = {"Hangs", R"({"kind":"hang"})"};
constexpr Fault kRefuses = {"Refuses", R"({"reset":true})"};
constexpr Fault kFails = {"Fails", R"({"status":500})"};

struct Question {
  std::string kind;  // "known", "unknown", "directory"
  std::string path;
  json body;
};

class SlowClinikoTest : public ::testing::TestWithParam<std::tuple<Form, Fault>> {
 protected:
  // What is fresh would not be asked for again, and a test cannot wait for five minutes.
  // The budget of a minute is not what is tested here, and recovery would wait for the next.
  static Form WithSettings(Form form) {
    ::setenv("FRONTDESK_FRESH_SECONDS", "1", /*overwrite=*/1);
    ::setenv("FRONTDESK_CLINIKO_RATE", "1000", /*overwrite=*/1);
    return form;
  }

  void SetUp() override {
    ASSERT_TRUE(clinic_.cliniko().Control("POST", "/settings", R"({"rate_limit":1000})").ok());
    for (const int day : kKnownDays) {
      json ask = Times(day);
      HttpAnswer answer;
      for (int i = 0; i < 20; ++i) {
        answer = clinic_.Post("/availability-checker", ask);
        if (answer.body.value("error", "") != "still_checking") break;
      }
      ASSERT_TRUE(answer.body.value("success", false)) << answer.text << clinic_.Logs();
    }
    absl::SleepFor(absl::Milliseconds(1100));  // until it is no longer fresh
  }

  json Times(int in_days) const {
    return clinic_.AskForTimes(absl::StrCat("in ", in_days, " days"));
  }

  Question QuestionNumber(int i) const {
    const json who = {{"dialedNumber", clinic_.number()},
                      {"sessionId", absl::StrCat("conv_slow_cliniko_", i)},
                      {"practitioner", "Dr Cameron Example"}};
    json times = Times(kKnownDays[static_cast<std::size_t>(i) % kKnownDays.size()]);
    times["sessionId"] = who["sessionId"];
    switch (i % 10) {
      case 0:
      case 1: {
        json next = times;
        next["service"] = next["appointmentType"];
        next["max_days"] = 3;
        return {"known", "/find-next-available", next};
      }
      case 6:
      case 7:
        return {"unknown", "/availability-checker", Times(20 + i % 35)};
      case 8: {
        constexpr std::array<const char*, 3> kPaths = {
            "/get-practitioner-services", "/get-practitioner-info", "/get-location-practitioners"};
        json what = who;
        what["location"] = "City Rooms";
        return {"directory", kPaths[static_cast<std::size_t>(i / 10) % kPaths.size()], what};
      }
      case 9: {
        json place = who;
        if (i % 20 == 9) {
          place["locationQuery"] = "city rooms";
          return {"directory", "/location-resolver", place};
        }
        place["userResponse"] = "the harbour one";
        place["options"] = {"City Rooms", "Harbour Rooms"};
        return {"directory", "/confirm-location", place};
      }
      default:
        return {"known", "/availability-checker", times};
    }
  }

  HttpAnswer Send(int i) {
    const Question question = QuestionNumber(i);
    HttpAnswer answer = Send(i, question);
    if (question.path == "/confirm-location") {
      // The very next request of the call knows the place.
      json usual = question.body;
      usual["locationQuery"] = "my usual place";
      answer = Send(i, {"directory", "/location-resolver", usual});
      EXPECT_EQ(answer.body.value("business_name", ""), "Harbour Rooms") << answer.text;
    }
    return answer;
  }

  HttpAnswer Send(int i, const Question& question) {
    HttpAnswer answer = clinic_.PostRaw(
        question.path, question.body.dump(),
        {{"X-API-Key", clinic_.key()}, {"X-Request-Id", absl::StrCat(question.kind, "-", i)}});
    EXPECT_EQ(answer.status, 200) << question.path << answer.text;
    EXPECT_NE(answer.body.value("message", ""), "") << question.path << answer.text;
    if (question.kind == "known") {
      EXPECT_TRUE(answer.body.value("success", false)) << question.path << answer.text;
      EXPECT_TRUE(answer.body.value("stale", false)) << question.path << answer.text;
    } else if (question.kind == "unknown") {
      EXPECT_TRUE(answer.body.value("retryable", false)) << question.path << answer.text;
    } else {
      EXPECT_TRUE(answer.body.value("success", false)) << question.path << answer.text;
    }
    return answer;
  }

  static pid_t PostmasterPid() {
    std::ifstream file(
        absl::StrCat(test::ScratchCluster::Shared().folder(), "/data/postmaster.pid"));
    pid_t pid = 0;
    file >> pid;
    return pid;
  }

  void ClearFaults() { EXPECT_TRUE(clinic_.cliniko().Control("DELETE", "/faults", "").ok()); }

  static constexpr std::array<int, 3> kKnownDays = {2, 3, 4};  // one week of one request
  ClinicUnderTest clinic_{
      WithSettings(std::get<Form>(GetParam())),
      {.works_daily = true, .pooler = std::get<Form>(GetParam()) == Form::kFiveProcesses}};
};

INSTANTIATE_TEST_SUITE_P(AllForms, SlowClinikoTest,
                         ::testing::Combine(::testing::Values(Form::kOneProcess,
                                                              Form::kFiveProcesses),
                                            ::testing::Values(kHangs, kRefuses, kFails)),
                         [](const ::testing::TestParamInfo<std::tuple<Form, Fault>>& param) {
                           return absl::StrCat(std::get<Fault>(param.param).name,
                                               std::get<Form>(param.param) == Form::kOneProcess
                                                   ? "InOneProcess"
                                                   : "InFiveProcesses");
                         });

TEST_P(SlowClinikoTest, IsAnsweredInTimeAndRecovers) {
  ASSERT_TRUE(clinic_.cliniko().Control("POST", "/faults", std::get<Fault>(GetParam()).rule).ok());
  const Stalls stalls;
  const test::OthersShare others({::getpid(), PostmasterPid()});
  std::atomic<int> next = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < kAtATime; ++i) {
    callers.emplace_back([&] {
      for (int number = next++; number < kCalls; number = next++) Send(number);
    });
  }
  for (std::thread& caller : callers) caller.join();

  // On a machine that does nothing else, the limits are the promised ones.
  const double stretch = 1 / (1 - std::min(others.share(), kMostOthers));
  // Waiting does not take longer, only what is computed.
  const absl::Duration allowance = (stretch - 1) * kDirectory;
  auto all = test::AnsweredByKind(clinic_.Logs());
  for (const auto& [kind, limit] :
       std::map<std::string, absl::Duration>{{"known", kWhereSomethingIsKnown},
                                             {"unknown", kWhereNothingIsKnown},
                                             {"directory", kSlowness * kDirectory}}) {
    ASSERT_GE(all[kind].size(), kCalls / 10) << kind;
    absl::Duration longest;
    absl::Duration at_most;
    for (const test::Answered& request : all[kind]) {
      const absl::Duration held_up = stalls.During(request.at - request.took, request.at);
      longest = std::max(longest, request.took);
      at_most = std::max(at_most, request.took - held_up);
    }
    EXPECT_LE(at_most, limit + allowance) << kind << ", of " << all[kind].size();
    RecordProperty(kind, absl::FormatDuration(longest));
    std::cout << kind << ": at most " << at_most << " of " << all[kind].size()
              << " calls, promised " << limit << ", allowed " << limit + allowance
              << "; with what the machine was held up for, at most " << longest << "\n";
  }

  ClearFaults();
  // The circuit breaker looks every ten seconds at latest.
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  const auto well = [&] {
    const HttpAnswer known = clinic_.Post("/availability-checker", Times(kKnownDays[0]));
    const HttpAnswer unknown = clinic_.Post("/availability-checker", Times(20));
    return known.body.value("success", false) && !known.body.value("stale", false) &&
           unknown.body.value("success", false);
  };
  bool recovered = well();
  while (!recovered && absl::Now() < deadline) {
    absl::SleepFor(absl::Milliseconds(200));
    recovered = well();
  }
  EXPECT_TRUE(recovered);
}

}  // namespace
}  // namespace frontdesk
