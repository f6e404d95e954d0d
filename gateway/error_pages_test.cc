#include "gateway/error_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/telemetry/log_capture.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ErrorPages, AreEnvelopesWithSomethingToSay) {
  const FakeClock clock(absl::FromUnixSeconds(1'783'900'800));
  ErrorPages pages(clock);
  for (const int status : {200, 400, 408, 413, 429, 431, 503}) {
    SCOPED_TRACE(status);
    const json page = json::parse(pages.Of(status));
    EXPECT_EQ(page["success"], false);
    EXPECT_FALSE(page["message"].get<std::string>().empty());
    EXPECT_FALSE(page["error"].get<std::string>().empty());
  }
  EXPECT_EQ(json::parse(pages.Of(429))["error"], "booking_system_unavailable");
}

TEST(ErrorPages, AreLoggedOnceASecondWithTheirNumber) {
  const frontdesk::test::LogCapture log;
  FakeClock clock(absl::FromUnixSeconds(1'783'900'800));
  ErrorPages pages(clock);
  for (int i = 0; i < 1000; ++i) pages.Of(429);
  clock.Advance(absl::Seconds(1));
  pages.Of(429);
  pages.Of(413);
  EXPECT_THAT(log.Lines(), ElementsAre(HasSubstr("\"count\":1"), HasSubstr("\"count\":1000"),
                                       HasSubstr("\"status\":413")));
}

}  // namespace
}  // namespace frontdesk::gateway::test
