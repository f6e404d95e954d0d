// Contract checklist 9 to 11 and 62: the rate limit, and the log of requests.

#include "absl/strings/numbers.h"
#include "gtest/gtest.h"
#include "tests/cliniko_sandbox/test_sandbox.h"

namespace frontdesk::test {
namespace {

using sandbox::Json;

class RateLimit : public SandboxTest {
 protected:
  void Use(int requests, const Headers& headers = {}) const {
    for (int i = 0; i < requests; ++i) ASSERT_EQ(Get("/user", headers).status, 200) << i;
  }
};

TEST_F(RateLimit, PassesTwoHundredRequestsAndRefusesTheNext) {
  Use(200);
  const Answer refused = Get("/user");
  EXPECT_EQ(refused.status, 429);
  EXPECT_TRUE(refused.json.contains("message"));
  int64_t reset = 0;
  ASSERT_TRUE(absl::SimpleAtoi(refused.headers.at("x-ratelimit-reset"), &reset));
  const int64_t now = absl::ToUnixSeconds(clock_.Now());
  EXPECT_GT(reset, now);
  EXPECT_LE(reset, now + 60);
}

TEST_F(RateLimit, IsSharedByTheKeysOfOneUserOnly) {
  Set("rate_limit", 4);
  Use(2, {.key = "yarra-key-au1"});
  Use(2, {.key = "yarra-second-key-au1"});
  EXPECT_EQ(Get("/user", {.key = "yarra-second-key-au1"}).status, 429);
  EXPECT_EQ(Get("/user", {.key = "yarra-key-au1"}).status, 429);
  EXPECT_EQ(Get("/user", {.key = "yarra-scheduler-au1"}).status, 200);
  EXPECT_EQ(Get("/user", {.key = "pacific-key-us1"}).status, 200);
}

TEST_F(RateLimit, PassesAgainFromTheResetInstant) {
  Set("rate_limit", 1);
  Use(1);
  clock_.Advance(absl::Seconds(59));
  EXPECT_EQ(Get("/user").status, 429);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Get("/user").status, 200);
}

TEST_F(RateLimit, LeavesNoTraceOfARefusedPost) {
  Set("rate_limit", 1);
  Use(1);
  EXPECT_EQ(Post("/individual_appointments", Booking("2026-03-03T00:00:00Z")).status, 429);
  EXPECT_EQ(server_->LiveAppointments(), 0);
}

TEST_F(RateLimit, CanSlideAndCountRefusals) {
  Set("rate_limit", 1);
  Set("sliding_window", true);
  Set("count_refused", true);
  Use(1);
  clock_.Advance(absl::Seconds(40));
  EXPECT_EQ(Get("/user").status, 429);
  clock_.Advance(absl::Seconds(40));
  EXPECT_EQ(Get("/user").status, 429);
}

TEST_F(RateLimit, HasNoOtherHeadersUnlessAskedTo) {
  EXPECT_FALSE(Get("/user").headers.contains("x-ratelimit-remaining"));
  EXPECT_FALSE(Get("/user").headers.contains("retry-after"));
  Set("rate_limit_headers", true);
  const Answer answer = Get("/user");
  EXPECT_EQ(answer.headers.at("x-ratelimit-limit"), "200");
  EXPECT_EQ(answer.headers.at("x-ratelimit-remaining"), "197");
}

TEST_F(RateLimit, IsForgottenWithTheCounts) {
  Set("rate_limit", 1);
  Use(1);
  Control("POST", "/reset-counts");
  EXPECT_EQ(Get("/user").status, 200);
}

TEST_F(RateLimit, LogTellsWhoAskedForWhatAndHowFullTheBucketWas) {
  Get("/user");
  Get("/individual_appointments/999?q[]=id:=1");
  Get("/user", {.key = "nobody-au1"});
  const Json log = Control("GET", "/log")["log"];
  ASSERT_EQ(log.size(), 3);
  EXPECT_EQ(log[1]["route"], "/individual_appointments/:id");
  EXPECT_EQ(log[1]["target"], "/v1/individual_appointments/999?q[]=id:=1");
  EXPECT_EQ(log[1]["method"], "GET");
  EXPECT_EQ(log[1]["status"], 404);
  EXPECT_EQ(log[1]["user"], "front@yarra.example");
  EXPECT_EQ(log[1]["account"], "Yarra Clinic");
  EXPECT_EQ(log[1]["bucket"], 2);
  EXPECT_EQ(log[1]["started_at"], "2026-03-01T22:00:00.000Z");
  EXPECT_EQ(log[1]["user_agent_ok"], true);
  EXPECT_EQ(log[1]["accept_ok"], true);
  EXPECT_EQ(log[2]["status"], 401);
  EXPECT_EQ(log[2]["user"], "");
  EXPECT_EQ(Control("GET", "/log?limit=1")["log"].size(), 1);
}

TEST_F(RateLimit, CountsTellTheRequestsOfEachRoute) {
  Get("/user");
  Get("/user", {.key = "nobody-au1"});
  Post("/patients", {{"first_name", "A"}});
  const Json counts = Control("GET", "/requests");
  EXPECT_EQ(counts["total"], 3);
  EXPECT_EQ(counts["routes"][0], Json({{"method", "GET"},
                                       {"route", "/user"},
                                       {"total", 2},
                                       {"statuses", {{"200", 1}, {"401", 1}}}}));
  EXPECT_EQ(server_->sandbox().log().CountOf("POST", "/patients"), 1);
  Control("POST", "/reset-counts");
  EXPECT_EQ(Control("GET", "/requests")["total"], 0);
}

}  // namespace
}  // namespace frontdesk::test
