#include "libs/telemetry/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk {
namespace {

using metrics::Reading;
using ::testing::HasSubstr;
using ::testing::Not;

// What makes it impossible to count by a caller, a phone number or a clinic; only readings, which
// end, may be a clinic's.
static_assert(std::is_convertible_v<absl::StatusCode, metrics::Name>);
static_assert(!std::is_constructible_v<metrics::Name, std::string>);
static_assert(!std::is_constructible_v<metrics::Name, const char*>);
static_assert(!std::is_constructible_v<metrics::Name, absl::string_view>);
static_assert(!std::is_constructible_v<metrics::Name, ClinicId>);
static_assert(!std::is_constructible_v<metrics::LabelValue, std::string>);
static_assert(!std::is_constructible_v<metrics::LabelValue, BookingId>);
static_assert(std::is_convertible_v<ClinicId, metrics::LabelValue>);

TEST(Metrics, CountByTheirLabels) {
  metrics::Counter calls("test_calls_total", "Calls.", {"method", "code"});
  calls.Add({"GetThing", absl::StatusCode::kOk});
  calls.Add({"GetThing", absl::StatusCode::kOk}, 2);
  calls.Add({"GetThing", absl::StatusCode::kUnavailable});

  const std::string text = metrics::Text();
  EXPECT_THAT(text, HasSubstr("# HELP test_calls_total Calls.\n# TYPE test_calls_total counter\n"));
  EXPECT_THAT(text, HasSubstr("test_calls_total{code=\"OK\",method=\"GetThing\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("test_calls_total{code=\"UNAVAILABLE\",method=\"GetThing\"} 1\n"));
}

TEST(Metrics, MeasureInSeconds) {
  metrics::Histogram took("test_took_seconds", "Time.", {"route"});
  took.Observe({"/a"}, absl::Milliseconds(450));

  const std::string text = metrics::Text();
  EXPECT_THAT(text, HasSubstr("test_took_seconds_bucket{route=\"/a\",le=\"0.3\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("test_took_seconds_bucket{route=\"/a\",le=\"0.5\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("test_took_seconds_sum{route=\"/a\"} 0.45"));
}

TEST(Metrics, KnowOnlyTheNamesOfTheirList) {
  const metrics::Names routes({"/b", "/a"});
  EXPECT_EQ(routes.Of("/a").text(), "/a");
  EXPECT_EQ(routes.Of("/b").text(), "/b");
  EXPECT_EQ(routes.Of("/wp-login.php").text(), "other");
  EXPECT_EQ(routes.Of("").text(), "other");
}

TEST(Metrics, AreOneWhereTheyHaveOneName) {
  metrics::Counter here("test_shared_total", "Both.", {"kind"});
  metrics::Counter there("test_shared_total", "Both.", {"kind"});
  here.Add({"x"});
  there.Add({"x"});

  EXPECT_THAT(metrics::Text(), HasSubstr("test_shared_total{kind=\"x\"} 2\n"));
}

TEST(Reading, IsTakenWhenSomebodyLooksAndEndsWithItsObject) {
  double open = 3;
  auto used = std::make_unique<Reading>(Reading::Kind::kGauge, "test_open", "Open.",
                                        std::vector<metrics::Label>{{"pool", "a"}},
                                        [&open] { return open; });
  const Reading other(Reading::Kind::kGauge, "test_open", "Open.", {{"pool", "b"}},
                      [] { return 1; });
  EXPECT_THAT(metrics::Text(), HasSubstr("# HELP test_open Open.\n# TYPE test_open gauge\n"
                                         "test_open{pool=\"a\"} 3\ntest_open{pool=\"b\"} 1\n"));
  open = 4;
  EXPECT_THAT(metrics::Text(), HasSubstr("test_open{pool=\"a\"} 4\n"));

  used.reset();
  EXPECT_THAT(metrics::Text(), Not(HasSubstr("pool=\"a\"")));
}

// Two would make the whole page unreadable to Prometheus.
TEST(Reading, IsShownOnceWhereAYoungerOneTakesItsPlace) {
  const auto read_as = [](double value) {
    return std::make_unique<Reading>(Reading::Kind::kGauge, "test_left", "Left.",
                                     std::vector<metrics::Label>{{"clinic", ClinicId("c1")}},
                                     [value] { return value; });
  };
  const auto older = read_as(1);
  auto younger = read_as(2);
  EXPECT_THAT(metrics::Text(), HasSubstr("test_left{clinic=\"c1\"} 2\n"));
  EXPECT_THAT(metrics::Text(), Not(HasSubstr("test_left{clinic=\"c1\"} 1\n")));

  younger.reset();
  EXPECT_THAT(metrics::Text(), HasSubstr("test_left{clinic=\"c1\"} 1\n"));
}

}  // namespace
}  // namespace frontdesk
