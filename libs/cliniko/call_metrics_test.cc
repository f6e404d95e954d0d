#include "libs/cliniko/call_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/time/time.h"
#include "libs/cliniko/call_observer.h"
#include "libs/cliniko/failure.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk::cliniko {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(CallMetrics, TellWhichCallsEndHow) {
  const CallObserver observe = MeasuringObserver();
  observe({.method = "GET", .route = "/patients/{id}", .http_status = 200, .took = {}});
  observe({.method = "GET",
           .route = "/patients/{id}",
           .failure = Failure::kTimeout,
           .took = absl::Seconds(2)});

  const std::string text = metrics::Text();
  EXPECT_THAT(text, HasSubstr("frontdesk_cliniko_calls_total{method=\"GET\",outcome=\"ok\","
                              "route=\"/patients/{id}\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("frontdesk_cliniko_calls_total{method=\"GET\",outcome=\"timeout\","
                              "route=\"/patients/{id}\"} 1\n"));
  EXPECT_THAT(text,
              HasSubstr("frontdesk_cliniko_duration_seconds_count{route=\"/patients/{id}\"} 2\n"));
}

TEST(CallMetrics, ShowNoRouteThatHoldsMoreThanItsShape) {
  MeasuringObserver()({.method = "GET", .route = "/patients/314159", .took = {}});

  EXPECT_THAT(metrics::Text(), Not(HasSubstr("314159")));
}

}  // namespace
}  // namespace frontdesk::cliniko
