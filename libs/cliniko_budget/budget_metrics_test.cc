#include "libs/cliniko_budget/budget_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/call_priority.h"
#include "libs/domain/ids.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk {
namespace {

using ::frontdesk::cliniko::CallPriority;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class BudgetMetricsTest : public ::testing::Test {
 protected:
  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  BudgetMetrics metrics_{clock_, absl::Minutes(1), "test"};
};

TEST_F(BudgetMetricsTest, CountWhatWasAskedForByPriorityAndOutcome) {
  metrics_.Granted(CallPriority::kCaller);
  metrics_.Granted(CallPriority::kBackground);
  metrics_.Granted(CallPriority::kBackground);
  metrics_.Refused(CallPriority::kBackground, absl::Seconds(4));
  metrics_.Unknown(CallPriority::kCaller);

  EXPECT_THAT(metrics::Text(),
              AllOf(HasSubstr("frontdesk_cliniko_budget_requests_total{outcome=\"granted\","
                              "priority=\"caller\",service=\"test\"} 1\n"),
                    HasSubstr("{outcome=\"granted\",priority=\"background\",service=\"test\"} 2\n"),
                    HasSubstr("{outcome=\"refused\",priority=\"background\",service=\"test\"} 1\n"),
                    HasSubstr("{outcome=\"unknown\",priority=\"caller\",service=\"test\"} 1\n"),
                    HasSubstr("frontdesk_cliniko_budget_wait_seconds_sum{priority=\"background\","
                              "service=\"test\"} 4\n")));
}

TEST_F(BudgetMetricsTest, ShowWhatIsLeftUntilAWindowHasPassed) {
  metrics_.Remaining(ClinicId("c1"), 150, 200);
  metrics_.Remaining(ClinicId("c2"), 3, 20);
  metrics_.Remaining(ClinicId("c1"), 149, 200);
  EXPECT_THAT(metrics::Text(),
              AllOf(HasSubstr("frontdesk_cliniko_budget_remaining{service=\"test\",clinic=\"c1\"} "
                              "149\n"),
                    HasSubstr("{service=\"test\",clinic=\"c2\"} 3\n")));

  clock_.Advance(absl::Minutes(1));
  EXPECT_THAT(metrics::Text(), HasSubstr("{service=\"test\",clinic=\"c1\"} 200\n"));
}

TEST_F(BudgetMetricsTest, ForgetAClinicThatNobodyAskedForAnHour) {
  metrics_.Remaining(ClinicId("c1"), 150, 200);
  clock_.Advance(absl::Hours(2));
  metrics_.Remaining(ClinicId("c2"), 150, 200);

  EXPECT_THAT(metrics::Text(), AllOf(HasSubstr("clinic=\"c2\""), Not(HasSubstr("clinic=\"c1\""))));
}

}  // namespace
}  // namespace frontdesk
