#include "libs/cliniko/circuit_breaker.h"

#include <list>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/failure.h"

namespace frontdesk::cliniko {
namespace {

using ::testing::ElementsAre;

absl::Status Failed(Failure failure) { return MakeFailure({.failure = failure}, "made up"); }

class CircuitBreakerTest : public ::testing::Test {
 protected:
  void Fail(int times, Failure failure = Failure::kUnreachable) {
    for (int i = 0; i < times; ++i) breaker_.Begin().End(Failed(failure));
  }
  // A request that ends in a time-out after `took`.
  void TimeOut(absl::Duration took) {
    CircuitBreaker::Exchange exchange = breaker_.Begin();
    clock_.Advance(took);
    exchange.End(Failed(Failure::kTimeout));
  }
  // Whether a probe is due; it fails.
  bool ProbeFails(Failure failure = Failure::kUnreachable) {
    std::optional<CircuitBreaker::Exchange> probe = breaker_.TryProbe();
    if (probe.has_value()) probe->End(Failed(failure));
    return probe.has_value();
  }

  FakeClock clock_{absl::FromUnixSeconds(1'790'000'000)};
  std::vector<bool> told_;
  CircuitBreaker breaker_{clock_, {.on_change = [this](bool open) { told_.push_back(open); }}};
};

TEST_F(CircuitBreakerTest, OpensAfterFiveFailuresInARow) {
  Fail(2, Failure::kUnreachable);
  Fail(2, Failure::kServerError);
  EXPECT_TRUE(breaker_.Closed());

  Fail(1);
  EXPECT_FALSE(breaker_.Closed());
  EXPECT_THAT(told_, ElementsAre(true));
}

TEST_F(CircuitBreakerTest, AnyAnswerEndsTheRow) {
  const absl::Status answers[] = {absl::OkStatus(),
                                  Failed(Failure::kNotFound),
                                  Failed(Failure::kRateLimited),
                                  Failed(Failure::kInvalidKey),
                                  Failed(Failure::kValidation),
                                  Failed(Failure::kMalformedAnswer)};
  for (const absl::Status& answer : answers) {
    SCOPED_TRACE(answer.ToString());
    Fail(4);
    breaker_.Begin().End(answer);
    Fail(4);
    EXPECT_TRUE(breaker_.Closed());
    breaker_.Begin().End(answer);
  }
}

TEST_F(CircuitBreakerTest, OpensAfterThreeTimeOutsOfThoseWhoHadTime) {
  TimeOut(absl::Seconds(3));
  TimeOut(absl::Seconds(8));
  EXPECT_TRUE(breaker_.Closed());

  TimeOut(absl::Seconds(3));
  EXPECT_FALSE(breaker_.Closed());
}

TEST_F(CircuitBreakerTest, TimeOutsOfThoseWhoHadNoTimeProveNothing) {
  for (int i = 0; i < 100; ++i) TimeOut(absl::Milliseconds(450));
  EXPECT_TRUE(breaker_.Closed());

  Fail(4);
  TimeOut(absl::Milliseconds(450));
  EXPECT_TRUE(breaker_.Closed());
  Fail(1);
  EXPECT_FALSE(breaker_.Closed()) << "nor do they prove that Cliniko answers";
}

TEST_F(CircuitBreakerTest, OpensWhileRequestsStillHang) {
  std::list<CircuitBreaker::Exchange> hanging;
  for (int i = 0; i < 3; ++i) hanging.push_back(breaker_.Begin());
  clock_.Advance(absl::Seconds(3) - absl::Milliseconds(1));
  EXPECT_TRUE(breaker_.Closed());

  clock_.Advance(absl::Milliseconds(1));
  EXPECT_FALSE(breaker_.Closed());
  EXPECT_THAT(told_, ElementsAre(true));
}

TEST_F(CircuitBreakerTest, ASlowRequestThatOthersOvertakeIsAMatterOfItsOwn) {
  std::list<CircuitBreaker::Exchange> slow;
  for (int i = 0; i < 5; ++i) slow.push_back(breaker_.Begin());
  clock_.Advance(absl::Seconds(1));
  breaker_.Begin().End(absl::OkStatus());
  clock_.Advance(absl::Seconds(5));

  EXPECT_TRUE(breaker_.Closed());
}

TEST_F(CircuitBreakerTest, ARequestThatWasNeverSentTellsNothing) {
  Fail(4);
  for (int i = 0; i < 10; ++i) breaker_.Begin();
  clock_.Advance(absl::Minutes(1));

  EXPECT_TRUE(breaker_.Closed());
  Fail(1);
  EXPECT_FALSE(breaker_.Closed());
}

TEST_F(CircuitBreakerTest, RefusesAllButTheOneThatIsDueToProbe) {
  Fail(4);
  EXPECT_FALSE(breaker_.Refuses());
  Fail(1);
  EXPECT_TRUE(breaker_.Refuses());
  clock_.Advance(absl::Seconds(1));
  EXPECT_FALSE(breaker_.Refuses());

  std::optional<CircuitBreaker::Exchange> probe = breaker_.TryProbe();
  ASSERT_TRUE(probe.has_value());
  EXPECT_TRUE(breaker_.Refuses());
  probe->End(absl::OkStatus());
  EXPECT_FALSE(breaker_.Refuses());
}

TEST_F(CircuitBreakerTest, IsProbedByOneAtATime) {
  Fail(5);
  EXPECT_FALSE(breaker_.TryProbe().has_value());
  clock_.Advance(absl::Seconds(1));

  const std::optional<CircuitBreaker::Exchange> probe = breaker_.TryProbe();
  EXPECT_TRUE(probe.has_value());
  EXPECT_FALSE(breaker_.TryProbe().has_value());
  EXPECT_FALSE(breaker_.Closed());
}

TEST_F(CircuitBreakerTest, IsProbedMoreRarelyTheLongerItLasts) {
  Fail(5);
  for (const int pause : {1, 2, 4, 8, 10, 10}) {
    clock_.Advance(absl::Seconds(pause) - absl::Milliseconds(1));
    EXPECT_FALSE(ProbeFails()) << pause;
    clock_.Advance(absl::Milliseconds(1));
    EXPECT_TRUE(ProbeFails(pause == 2 ? Failure::kTimeout : Failure::kServerError)) << pause;
  }
}

TEST_F(CircuitBreakerTest, AProbeThatWasNeverSentLeavesItsTurnToTheNext) {
  Fail(5);
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(breaker_.TryProbe().has_value());

  EXPECT_TRUE(breaker_.TryProbe().has_value());
}

TEST_F(CircuitBreakerTest, ClosesWhenAProbeIsAnswered) {
  for (const absl::Status& answer : {absl::OkStatus(), Failed(Failure::kForbidden)}) {
    Fail(5);
    clock_.Advance(absl::Seconds(1));
    breaker_.TryProbe()->End(answer);
    EXPECT_TRUE(breaker_.Closed()) << answer;
    EXPECT_FALSE(breaker_.TryProbe().has_value());
  }
  EXPECT_THAT(told_, ElementsAre(true, false, true, false));
}

TEST_F(CircuitBreakerTest, BeginsWithAShortPauseWhenItOpensAgain) {
  Fail(5);
  for (int i = 0; i < 4; ++i) {
    clock_.Advance(absl::Seconds(10));
    ProbeFails();
  }
  clock_.Advance(absl::Seconds(10));
  breaker_.TryProbe()->End(absl::OkStatus());

  Fail(4);
  EXPECT_TRUE(breaker_.Closed());
  Fail(1);
  EXPECT_FALSE(breaker_.Closed());
  clock_.Advance(absl::Seconds(1));
  EXPECT_TRUE(ProbeFails());
}

TEST_F(CircuitBreakerTest, ClosesWhenAnOldRequestIsAnsweredAfterAll) {
  CircuitBreaker::Exchange late = breaker_.Begin();
  Fail(5);
  EXPECT_FALSE(breaker_.Closed());
  late.End(absl::OkStatus());

  EXPECT_TRUE(breaker_.Closed());
}

// What hung when it opened must not open it again as it times out one by one.
TEST_F(CircuitBreakerTest, StaysClosedWhileTheLastOfTheOldRequestsEnd) {
  std::list<CircuitBreaker::Exchange> hanging;
  for (int i = 0; i < 8; ++i) hanging.push_back(breaker_.Begin());
  clock_.Advance(absl::Seconds(4));
  ASSERT_FALSE(breaker_.Closed());
  breaker_.TryProbe();
  clock_.Advance(absl::Seconds(1));
  breaker_.TryProbe()->End(absl::OkStatus());
  ASSERT_TRUE(breaker_.Closed());

  for (CircuitBreaker::Exchange& exchange : hanging) exchange.End(Failed(Failure::kTimeout));

  EXPECT_TRUE(breaker_.Closed());
}

}  // namespace
}  // namespace frontdesk::cliniko
