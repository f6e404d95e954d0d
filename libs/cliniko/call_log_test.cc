#include "libs/cliniko/call_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/time/time.h"
#include "libs/cliniko/call_observer.h"
#include "libs/cliniko/failure.h"
#include "libs/domain/ids.h"
#include "libs/telemetry/log.h"
#include "libs/telemetry/log_capture.h"

namespace frontdesk::cliniko {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr CallRecord kLimited = {.method = "GET",
                                 .route = "/patients/{id}",
                                 .http_status = 429,
                                 .failure = Failure::kRateLimited,
                                 .attempt = 2,
                                 .took = absl::Milliseconds(7)};

TEST(CallLog, TellsWhichRequestAskedWhatOfCliniko) {
  const test::LogCapture log;
  const log::ScopedFields request({{"request_id", log::Theirs("r-1")}});
  LoggingObserver(ClinicId("c1"))(kLimited);
  EXPECT_THAT(log.Lines(),
              ElementsAre(AllOf(
                  HasSubstr(R"("level":"info","event":"cliniko","clinic":"c1","method":"GET")"),
                  HasSubstr(R"("route":"/patients/{id}","status":429,"outcome":"rate_limited")"),
                  HasSubstr(R"("attempt":2,"took_ms":7,"request_id":"r-1"})"))));
}

TEST(CallLog, IsQuietAboutWhatNoRequestAskedFor) {
  const test::LogCapture log;
  LoggingObserver(ClinicId("c1"))(kLimited);
  EXPECT_THAT(log.Lines(), ElementsAre(HasSubstr(R"("level":"debug")")));
}

}  // namespace
}  // namespace frontdesk::cliniko
