#include "libs/cliniko/rest.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/endpoint.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/scripted_server.h"
#include "libs/cliniko/transport.h"
#include "libs/concurrency/watchdog.h"

namespace frontdesk::cliniko {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

constexpr Route kRead{.method = "GET", .path = "/user"};
constexpr Route kCreate{.method = "POST", .path = "/patients"};
constexpr Route kChange{.method = "PATCH", .path = "/patients/{id}"};

// A Cliniko whose limit is used up, and what becomes of writes.
class RestLimitTest : public ::testing::Test {
 protected:
  absl::Status Read(absl::Duration within) {
    return rest_.Call(kRead, "/user", "", clock_.Now() + within).status();
  }
  absl::Status Create(absl::Duration within = absl::Seconds(10)) {
    return rest_.Call(kCreate, "/patients", "{}", clock_.Now() + within).status();
  }
  absl::Status Change() {
    return rest_.Call(kChange, "/patients/7", "{}", clock_.Now() + absl::Seconds(10)).status();
  }
  std::string ResetIn(int seconds) const {
    return absl::StrCat("X-RateLimit-Reset: ", absl::ToUnixSeconds(clock_.Now()) + seconds, "\r\n");
  }

  FakeClock clock_{absl::FromUnixSeconds(1790000000)};
  std::vector<absl::Duration> slept_;
  test::ScriptedServer server_;
  Endpoint endpoint_ = *Endpoint::Parse(server_.Url());
  Rest rest_{endpoint_,
             {.sleep =
                  [this](absl::Duration duration) {
                    slept_.push_back(duration);
                    clock_.Advance(duration);
                  }},
             std::make_unique<Transport>(TransportOptions{.connection = {.endpoint = endpoint_}},
                                         std::make_shared<Watchdog>()),
             clock_};
};

TEST_F(RestLimitTest, AWriteThatWasRefusedIsSentAgainAfterTheReset) {
  server_.On("POST /patients", 429, "", ResetIn(2));
  server_.On("POST /patients", 201, "{}");

  const absl::Status status = Create();

  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(slept_, ElementsAre(AllOf(Ge(absl::Seconds(2)), Le(absl::Seconds(3)))));
  EXPECT_THAT(server_.Lines(), ElementsAre("POST /v1/patients", "POST /v1/patients"));
  EXPECT_EQ(server_.Last().body, "{}");
}

TEST_F(RestLimitTest, AChangeThatWasRefusedIsSentAgainAfterTheReset) {
  server_.On("PATCH /patients/7", 429, "", ResetIn(1));
  server_.On("PATCH /patients/7", 200, "{}");

  EXPECT_TRUE(Change().ok());

  EXPECT_THAT(server_.Requests(), SizeIs(2));
}

TEST_F(RestLimitTest, AWriteThatIsRefusedTwiceHasHadNoEffect) {
  server_.On("POST /patients", 429, "", ResetIn(1));
  server_.On("POST /patients", 429, "", ResetIn(3));
  server_.On("POST /patients", 201, "{}");

  const absl::Status status = Create();

  EXPECT_TRUE(IsFailure(status, Failure::kRateLimited)) << status;
  EXPECT_FALSE(MayHaveTakenEffect(status));
  EXPECT_THAT(server_.Requests(), SizeIs(2));
}

TEST_F(RestLimitTest, AWriteWhoseSecondAnswerIsLostMayHaveTakenEffect) {
  server_.On("POST /patients", 429, "", ResetIn(1));
  server_.HangUpOn("POST /patients");

  const absl::Status status = Create();

  EXPECT_TRUE(MayHaveTakenEffect(status)) << status;
  EXPECT_THAT(server_.Requests(), SizeIs(2));
}

TEST_F(RestLimitTest, AWriteThatIsHeldBackIsSentAfterTheReset) {
  server_.On("GET /user", 429, "", ResetIn(2));
  server_.On("POST /patients", 201, "{}");
  ASSERT_TRUE(IsFailure(Read(absl::Seconds(1)), Failure::kRateLimited));

  const absl::Status status = Create();

  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(slept_, ElementsAre(AllOf(Ge(absl::Seconds(2)), Le(absl::Seconds(3)))));
  EXPECT_THAT(server_.Lines(), ElementsAre("GET /v1/user", "POST /v1/patients"));
}

TEST_F(RestLimitTest, AWriteWaitsForNoResetThatIsFarOrAfterItsDeadline) {
  server_.On("POST /patients", 429, "", ResetIn(4));

  for (const absl::Duration within : {absl::Seconds(10), absl::Seconds(2)}) {
    const absl::Status status = Create(within);
    EXPECT_TRUE(IsFailure(status, Failure::kRateLimited)) << status;
    EXPECT_FALSE(MayHaveTakenEffect(status));
  }
  clock_.Advance(absl::Seconds(2));
  EXPECT_TRUE(IsFailure(Create(absl::Seconds(1)), Failure::kRateLimited));

  EXPECT_THAT(slept_, IsEmpty());
  EXPECT_THAT(server_.Requests(), SizeIs(1));
}

}  // namespace
}  // namespace frontdesk::cliniko
