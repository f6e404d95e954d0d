// Cliniko is 150 ms away: the first question about a week costs one round trip and little more, the
// next ones none. What is measured is the time that the gateway itself took, as its log tells.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tests/end_to_end/clinic_under_test.h"
#include "tests/faults/stalls.h"
#include "tests/faults/took.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;

constexpr char kAway[] = R"({"latency_ms":150})";
// Source: issue "Schedule-cache: fresh, frugal, never late", "It must show".
constexpr absl::Duration kCold = absl::Milliseconds(300);
constexpr absl::Duration kWarm = absl::Milliseconds(5);
// The promise is that of the release build. Another one computes for several times as long.
#ifdef NDEBUG
constexpr int kSlowness = 1;
#else
constexpr int kSlowness = 2;
#endif

class DistantClinikoTest : public ::testing::TestWithParam<Form> {
 protected:
  void Ask(const std::string& kind, int in_days) {
    const json ask = clinic_.AskForTimes(absl::StrCat("in ", in_days, " days"));
    const HttpAnswer answer =
        clinic_.PostRaw("/availability-checker", ask.dump(),
                        {{"X-API-Key", clinic_.key()}, {"X-Request-Id", absl::StrCat(kind, "-1")}});
    ASSERT_TRUE(answer.body.is_object()) << answer.text;
    EXPECT_TRUE(answer.body.value("success", false)) << answer.text;
    EXPECT_FALSE(answer.body.value("stale", false)) << answer.text;
    EXPECT_FALSE(answer.body.value("partial", false)) << answer.text;
  }

  absl::Duration MedianOf(const std::string& kind, std::size_t count) {
    std::vector<absl::Duration> took = test::TookByKind(clinic_.Logs())[kind];
    EXPECT_EQ(took.size(), count) << kind;
    if (took.empty()) return absl::InfiniteDuration();
    std::sort(took.begin(), took.end());
    std::cout << kind << ": " << took.front() << " to " << took.back() << ", median "
              << took[took.size() / 2] << "\n";
    return took[took.size() / 2];
  }

  ClinicUnderTest clinic_{GetParam(), {.works_daily = true}};
};

INSTANTIATE_TEST_SUITE_P(BothForms, DistantClinikoTest,
                         ::testing::Values(Form::kOneProcess, Form::kFiveProcesses),
                         [](const ::testing::TestParamInfo<Form>& param) {
                           return param.param == Form::kOneProcess ? "OneProcess" : "FiveProcesses";
                         });

TEST_P(DistantClinikoTest, IsAskedOnceForAWeek) {
  Ask("first", 1);  // connections are made once
  ASSERT_TRUE(clinic_.cliniko().Control("POST", "/faults", kAway).ok());
  const test::Stalls stalls;
  // Each a week of its own, and all within the 84 days for which the calendar is open.
  constexpr int kWeeks = 9;
  for (int week = 0; week < kWeeks; ++week) Ask("cold", 9 + 8 * week);
  for (int i = 0; i < 10; ++i) {
    for (int week = 0; week < kWeeks; ++week) Ask("warm", 9 + 8 * week);
  }
  const absl::Duration cold = MedianOf("cold", kWeeks);
  EXPECT_GE(cold, absl::Milliseconds(150));  // else nobody was asked
  EXPECT_LT(cold, kCold + stalls.longest());
  EXPECT_LT(MedianOf("warm", 10 * kWeeks), kSlowness * kWarm);
}

}  // namespace
}  // namespace frontdesk
