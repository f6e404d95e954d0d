#include "libs/clinics/clinic_breaker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/circuit_breaker.h"
#include "libs/cliniko/failure.h"
#include "libs/domain/ids.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ClinicBreaker, ShowsWhetherItIsOpenAndHowOftenItOpened) {
  const FakeClock clock(absl::FromUnixSeconds(1'800'000'000));
  auto first = MakeClinicBreaker(ClinicId("c1"), clock, {.threshold = 1}, "test");
  const auto second = MakeClinicBreaker(ClinicId("c2"), clock, {.threshold = 1}, "test");
  const auto shows = [](const char* open, const char* openings) {
    return AllOf(HasSubstr(open), HasSubstr(openings));
  };
  for (int i = 0; i < 2; ++i) {
    first->Begin().End(cliniko::MakeFailure({.failure = cliniko::Failure::kServerError}, "down"));
    EXPECT_THAT(metrics::Text(),
                shows("frontdesk_cliniko_breaker_open{service=\"test\",clinic=\"c1\"} 1\n",
                      i == 0 ? "_openings_total{service=\"test\",clinic=\"c1\"} 1\n"
                             : "_openings_total{service=\"test\",clinic=\"c1\"} 2\n"));
    first->Begin().End(absl::OkStatus());
    EXPECT_THAT(metrics::Text(),
                HasSubstr("frontdesk_cliniko_breaker_open{service=\"test\",clinic=\"c1\"} 0\n"));
  }
  EXPECT_THAT(metrics::Text(), shows("breaker_open{service=\"test\",clinic=\"c2\"} 0\n",
                                     "_openings_total{service=\"test\",clinic=\"c2\"} 0\n"));

  first.reset();
  EXPECT_THAT(metrics::Text(), Not(HasSubstr("clinic=\"c1\"")));
}

}  // namespace
}  // namespace frontdesk
