#include "gateway/cache_stats.h"

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gateway/auth/authenticator.h"
#include "gateway/clients/cache_client.h"
#include "gateway/server/http_message.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gateway/webhook_call.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway::test {
namespace {

using nlohmann::json;

class CacheStatsTest : public ::testing::Test {
 protected:
  WebhookOutcome Get(const std::string& key = kKey) {
    return page_.Answer({.method = "GET", .headers = {{"X-API-Key", key}}}, {.request_id = "r-1"});
  }

  FakeClock clock_{absl::FromUnixSeconds(1'783'900'800)};
  FakeKeyClient keys_;
  FakeCacheClient cache_;
  Authenticator authenticator_{keys_, clock_, AuthenticatorOptions()};
  CacheStatsPage page_{authenticator_, cache_, clock_, "X-API-Key"};
};

TEST_F(CacheStatsTest, TellWhatIsCachedOfTheClinic) {
  cache_.stats = CacheStats{.days = 10,
                            .fresh = 7,
                            .oldest = clock_.Now() - absl::Hours(1),
                            .newest = clock_.Now(),
                            .hits = 2,
                            .misses = 1};
  const WebhookOutcome outcome = Get();

  EXPECT_EQ(outcome.status, 200);
  const json body = json::parse(outcome.body);
  EXPECT_EQ(body["success"], true);
  EXPECT_EQ(body["timestamp"], "2026-07-13T00:00:00Z");
  EXPECT_EQ(body["hit_rates"], (json{{"availability", 66.7}}));
  EXPECT_EQ(body["stats"]["availability"], (json{{"cache_type", "availability"},
                                                 {"total_entries", 10},
                                                 {"valid_entries", 7},
                                                 {"stale_entries", 3},
                                                 {"oldest_entry", "2026-07-12T23:00:00Z"},
                                                 {"newest_entry", "2026-07-13T00:00:00Z"}}));
  for (const char* type : {"patient", "service_match", "booking_context"}) {
    EXPECT_EQ(body["stats"][type]["total_entries"], 0) << type;
    EXPECT_TRUE(body["stats"][type]["oldest_entry"].is_null()) << type;
  }
  ASSERT_EQ(cache_.asked.size(), 1u);
  EXPECT_EQ(cache_.asked[0], CityClinic().id);
}

TEST_F(CacheStatsTest, TellNobodyWithoutAKey) {
  EXPECT_EQ(Get("").status, 401);
  EXPECT_EQ(Get("another").status, 401);
  EXPECT_TRUE(cache_.asked.empty());
}

TEST_F(CacheStatsTest, SayThatTheCacheDoesNotAnswer) {
  cache_.stats = absl::DeadlineExceededError("late");
  const WebhookOutcome outcome = Get();
  EXPECT_EQ(outcome.status, 503);
  EXPECT_EQ(json::parse(outcome.body)["success"], false);
}

}  // namespace
}  // namespace frontdesk::gateway::test
