// What happens before a request is sent: the wait for a connection, the budget, the breaker.
#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/circuit_breaker.h"
#include "libs/cliniko/endpoint.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/raw_server.h"
#include "libs/cliniko/rest.h"
#include "libs/cliniko/scripted_server.h"
#include "libs/cliniko/transport.h"
#include "libs/concurrency/watchdog.h"

namespace frontdesk::cliniko {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr Route kRead{.method = "GET", .path = "/businesses"};
constexpr Route kCreate{.method = "POST", .path = "/patients"};

std::unique_ptr<Rest> Open(const std::string& url, int connections, RestOptions options,
                           const Clock& clock) {
  const Endpoint endpoint = *Endpoint::Parse(url);
  return std::make_unique<Rest>(
      endpoint, std::move(options),
      std::make_unique<Transport>(
          TransportOptions{.connection = {.endpoint = endpoint}, .most_connections = connections},
          std::make_shared<Watchdog>()),
      clock);
}

absl::Status Read(Rest& rest, absl::Duration within) {
  return rest.Call(kRead, "/businesses", "", rest.Now() + within).status();
}

// One thread, one connection, and a clock that stands still but for sleep.
class RestAdmissionTest : public ::testing::Test {
 protected:
  RestAdmissionTest() {
    server_.On("GET /businesses", 200, "{}");
    server_.On("POST /patients", 201, "{}");
  }

  absl::Status Read(absl::Duration within = absl::Seconds(10)) {
    return cliniko::Read(*rest_, within);
  }
  absl::Status Create(absl::Duration within = absl::Seconds(10)) {
    return rest_->Call(kCreate, "/patients", "{}", clock_.Now() + within).status();
  }
  void OpenBreaker() {
    for (int i = 0; i < 5; ++i) {
      breaker_->Begin().End(MakeFailure({.failure = Failure::kUnreachable}, "made up"));
    }
  }
  absl::Status NothingFreeFor(absl::Duration wait) {
    return MakeFailure({.failure = Failure::kRateLimited, .rate_limit_reset = clock_.Now() + wait},
                       "budget");
  }

  FakeClock clock_{absl::FromUnixSeconds(1'790'000'000)};
  std::vector<absl::Duration> slept_;
  int asked_ = 0;
  std::function<absl::Status()> budget_ = [] { return absl::OkStatus(); };
  std::function<void()> while_asleep_ = [] {};
  std::shared_ptr<CircuitBreaker> breaker_ = std::make_shared<CircuitBreaker>(clock_);
  std::vector<CallRecord> observed_;
  test::ScriptedServer server_;
  std::unique_ptr<Rest> rest_ =
      Open(server_.Url(), /*connections=*/1,
           {.observer = [this](const CallRecord& record) { observed_.push_back(record); },
            .admit =
                [this](absl::Time) {
                  ++asked_;
                  return budget_();
                },
            .breaker = breaker_,
            .sleep =
                [this](absl::Duration duration) {
                  slept_.push_back(duration);
                  clock_.Advance(duration);
                  while_asleep_();
                }},
           clock_);
};

TEST_F(RestAdmissionTest, WaitsUntilTheBudgetHasARequest) {
  budget_ = [&] { return asked_ < 3 ? NothingFreeFor(absl::Seconds(4)) : absl::OkStatus(); };

  const absl::Status status = Read();

  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(slept_, ElementsAre(absl::Seconds(4), absl::Seconds(4)));
  EXPECT_THAT(server_.Requests(), SizeIs(1));
}

TEST_F(RestAdmissionTest, HoldsNoConnectionWhileItWaitsForTheBudget) {
  budget_ = [&] { return asked_ == 1 ? NothingFreeFor(absl::Seconds(4)) : absl::OkStatus(); };
  absl::Status another = absl::UnknownError("not called");
  while_asleep_ = [&] { another = Read(); };

  EXPECT_TRUE(Read().ok());

  EXPECT_TRUE(another.ok()) << another;
}

TEST_F(RestAdmissionTest, FailsAtOnceWhereTheBudgetHasNothingBeforeTheDeadline) {
  budget_ = [&] { return NothingFreeFor(absl::Seconds(10)); };

  const absl::Status status = Read(absl::Seconds(10));

  EXPECT_TRUE(IsFailure(status, Failure::kRateLimited)) << status;
  EXPECT_EQ(RateLimitResetOf(status), clock_.Now() + absl::Seconds(10));
  EXPECT_THAT(slept_, IsEmpty());
  EXPECT_EQ(asked_, 1);
  EXPECT_THAT(server_.Requests(), IsEmpty());
}

TEST_F(RestAdmissionTest, AWriteWaitsForTheBudgetForThreeSecondsAtMost) {
  budget_ = [&] { return NothingFreeFor(absl::Seconds(2)); };

  const absl::Status status = Create();

  EXPECT_TRUE(IsFailure(status, Failure::kRateLimited)) << status;
  EXPECT_FALSE(MayHaveTakenEffect(status));
  EXPECT_THAT(slept_, ElementsAre(absl::Seconds(2)));
  EXPECT_THAT(server_.Requests(), IsEmpty());
}

TEST_F(RestAdmissionTest, ABudgetThatCannotBeAskedIsAskedOnce) {
  budget_ = [] { return MakeFailure({.failure = Failure::kUnreachable}, "no database"); };

  EXPECT_TRUE(IsFailure(Read(), Failure::kUnreachable));
  EXPECT_FALSE(MayHaveTakenEffect(Create()));

  EXPECT_EQ(asked_, 2);
  EXPECT_THAT(slept_, IsEmpty());
  EXPECT_TRUE(breaker_->Closed()) << "that is no fault of Cliniko's";
}

TEST_F(RestAdmissionTest, TellsTheObserverOfTheResetThatClinikoNamed) {
  server_.On("GET /settings", 429, "", "Retry-After: 20\r\n");
  EXPECT_FALSE(rest_
                   ->Call({.method = "GET", .path = "/settings"}, "/settings", "",
                          clock_.Now() + absl::Seconds(10))
                   .ok());

  ASSERT_THAT(observed_, SizeIs(1));
  EXPECT_EQ(observed_.back().rate_limit_reset, clock_.Now() + absl::Seconds(20));
}

TEST_F(RestAdmissionTest, FailuresInARowOpenTheBreaker) {
  server_.On("GET /settings", 503, "");
  for (int call = 0; call < 2; ++call) {
    EXPECT_FALSE(rest_
                     ->Call({.method = "GET", .path = "/settings"}, "/settings", "",
                            clock_.Now() + absl::Seconds(10))
                     .ok());
  }

  EXPECT_FALSE(breaker_->Closed());
  EXPECT_THAT(server_.Requests(), SizeIs(5)) << "the second call has given up early";
}

TEST_F(RestAdmissionTest, SendsNothingWhileTheBreakerIsOpen) {
  OpenBreaker();

  const absl::Status read = Read();
  const absl::Status write = Create();

  EXPECT_TRUE(IsFailure(read, Failure::kUnreachable)) << read;
  EXPECT_TRUE(IsFailure(write, Failure::kUnreachable)) << write;
  EXPECT_FALSE(MayHaveTakenEffect(write));
  EXPECT_THAT(server_.Requests(), IsEmpty());
  EXPECT_THAT(slept_, IsEmpty());
  EXPECT_EQ(asked_, 0);
}

TEST_F(RestAdmissionTest, ASmallReadProbesBeforeAWriteIsSent) {
  server_.On("GET /user", 200, "{}");
  OpenBreaker();
  clock_.Advance(absl::Seconds(1));

  EXPECT_TRUE(Create().ok());

  EXPECT_THAT(server_.Lines(), ElementsAre("GET /v1/user", "POST /v1/patients"));
  EXPECT_EQ(asked_, 2) << "a probe is a request like any other";
}

TEST_F(RestAdmissionTest, AWriteIsNotSentWhereTheProbeFails) {
  server_.On("GET /user", 502, "");
  OpenBreaker();
  clock_.Advance(absl::Seconds(1));

  for (int i = 0; i < 3; ++i) {
    const absl::Status status = Create();
    EXPECT_TRUE(IsFailure(status, Failure::kUnreachable)) << status;
    EXPECT_FALSE(MayHaveTakenEffect(status));
  }

  EXPECT_THAT(server_.Lines(), ElementsAre("GET /v1/user"));
}

TEST_F(RestAdmissionTest, DoesNotProbeForACallerWithoutTime) {
  OpenBreaker();
  clock_.Advance(absl::Seconds(1));

  EXPECT_TRUE(IsFailure(Read(absl::Milliseconds(200)), Failure::kUnreachable));

  EXPECT_THAT(server_.Requests(), IsEmpty());
}

TEST_F(RestAdmissionTest, ProbesOnlyWithinTheBudget) {
  budget_ = [&] { return NothingFreeFor(absl::Seconds(1)); };
  OpenBreaker();
  clock_.Advance(absl::Seconds(1));

  EXPECT_TRUE(IsFailure(Read(), Failure::kUnreachable));

  EXPECT_THAT(server_.Requests(), IsEmpty());
}

// What was granted while others held all connections used to reach Cliniko at any later time.
TEST(RestAdmission, AsksTheBudgetOnlyWithAConnectionAtHand) {
  std::atomic<int> granted = 0;
  std::mutex mutex;
  std::vector<int> granted_before;
  test::RawServer server([&](const auto&, test::RawServer::Peer& peer) {
    peer.Stay(std::chrono::milliseconds(50));
    {
      const std::lock_guard lock(mutex);
      granted_before.push_back(granted);
    }
    peer.SendJson(200, "{}");
  });
  const SystemClock clock;
  const auto rest = Open(server.Url(), /*connections=*/1,
                         {.admit =
                              [&](absl::Time) {
                                ++granted;
                                return absl::OkStatus();
                              }},
                         clock);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] { EXPECT_TRUE(Read(*rest, absl::Seconds(30)).ok()); });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_THAT(granted_before, ElementsAre(1, 2, 3, 4));
}

// With Cliniko hanging, requests used to wait for a connection until their deadlines, one batch
// after the other.
TEST(RestAdmission, WhoeverWaitsBehindHangingRequestsIsLetGoAndAProbeGetsPastThem) {
  std::atomic<bool> hanging = true;
  test::RawServer server([&](const auto&, test::RawServer::Peer& peer) {
    if (hanging) return peer.WaitUntilClosed();
    peer.SendJson(200, "{}");
  });
  const SystemClock clock;
  const auto breaker = std::make_shared<CircuitBreaker>(
      clock, CircuitBreakerOptions{.hang_after = absl::Milliseconds(200),
                                   .first_pause = absl::Milliseconds(100),
                                   .longest_pause = absl::Milliseconds(100)});
  const auto rest = Open(server.Url(), /*connections=*/3, {.breaker = breaker}, clock);
  std::vector<std::future<absl::Status>> stuck;
  for (int i = 0; i < 3; ++i) {
    stuck.push_back(std::async(std::launch::async, [&] { return Read(*rest, absl::Seconds(5)); }));
  }
  while (server.Requests().size() < 3) std::this_thread::yield();

  const absl::Time start = absl::Now();
  EXPECT_TRUE(IsFailure(Read(*rest, absl::Seconds(20)), Failure::kUnreachable));
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));

  hanging = false;
  absl::Status status;
  do {
    status = Read(*rest, absl::Seconds(1));
  } while (!breaker->Closed() && absl::Now() - start < absl::Seconds(15));
  EXPECT_TRUE(breaker->Closed());
  for (std::future<absl::Status>& one : stuck) EXPECT_FALSE(one.get().ok());
}

}  // namespace
}  // namespace frontdesk::cliniko
