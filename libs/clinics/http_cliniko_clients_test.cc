#include "libs/clinics/http_cliniko_clients.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/fake_clinic_registry.h"
#include "libs/cliniko/api_key.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/cliniko/scripted_server.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/domain/ids.h"
#include "libs/status/domain_error.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::cliniko::CallPriority;
using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::frontdesk::test::StatusIs;
using ::testing::ElementsAre;
using ::testing::Pair;

const ClinicId kFirst("00000000-0000-4000-8000-000000000001");
const ClinicId kSecond("00000000-0000-4000-8000-000000000002");
const ClinicId kThird("00000000-0000-4000-8000-000000000003");

class HttpClinikoClientsTest : public ::testing::Test {
 protected:
  HttpClinikoClientsTest() {
    for (const ClinicId& id : {kFirst, kSecond, kThird}) SetKey(id, "made-up-au1");
  }

  void SetKey(const ClinicId& id, const std::string& key) {
    registry_.Add({.id = id},
                  {.api_key = *cliniko::ApiKey::Parse(key), .contact_email = "ops@clinic.example"});
  }

  std::shared_ptr<cliniko::Client> For(const ClinicId& id,
                                       CallPriority priority = CallPriority::kCaller) {
    absl::StatusOr<std::shared_ptr<cliniko::Client>> client =
        clients_.For(id, priority, absl::InfiniteFuture());
    EXPECT_THAT(client, IsOk());
    return client.ok() ? *client : nullptr;
  }

  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  FakeClinicRegistry registry_;
  std::vector<std::string> shards_made_;
  HttpClinikoClients clients_{
      registry_, /*capacity=*/2,
      [this](const ClinicId&,
             const ClinikoCredentials& credentials) -> absl::StatusOr<HttpClinikoClients::Pair> {
        shards_made_.push_back(credentials.api_key.shard());
        return HttpClinikoClients::Pair{std::make_shared<cliniko::FakeClient>(clock_),
                                        std::make_shared<cliniko::FakeClient>(clock_)};
      }};
};

TEST_F(HttpClinikoClientsTest, SharesOneClientAmongTheCallsOfAClinic) {
  EXPECT_EQ(For(kFirst), For(kFirst));
  EXPECT_NE(For(kFirst), For(kSecond));
  EXPECT_EQ(shards_made_.size(), 2u);
}

TEST_F(HttpClinikoClientsTest, KeepsBackgroundWorkOffTheConnectionsOfCallers) {
  EXPECT_NE(For(kFirst, CallPriority::kCaller), For(kFirst, CallPriority::kBackground));
  EXPECT_EQ(For(kFirst, CallPriority::kBackground), For(kFirst, CallPriority::kBackground));
  EXPECT_EQ(shards_made_.size(), 1u);
}

TEST_F(HttpClinikoClientsTest, MakesANewClientWhenTheKeyHasChanged) {
  const std::shared_ptr<cliniko::Client> before = For(kFirst);
  SetKey(kFirst, "another-uk2");

  EXPECT_NE(For(kFirst), before);
  EXPECT_EQ(shards_made_, (std::vector<std::string>{"au1", "uk2"}));
}

TEST_F(HttpClinikoClientsTest, LetsGoOfTheClientThatWasUsedLongestAgo) {
  const std::weak_ptr<cliniko::Client> first = For(kFirst);
  const std::weak_ptr<cliniko::Client> second = For(kSecond);
  For(kFirst);
  For(kThird);

  EXPECT_FALSE(first.expired());
  EXPECT_TRUE(second.expired());
}

TEST_F(HttpClinikoClientsTest, LeavesAReplacedClientToWhoeverStillUsesIt) {
  const std::shared_ptr<cliniko::Client> held = For(kFirst);
  SetKey(kFirst, "another-uk2");
  For(kFirst);

  EXPECT_THAT(held->GetUser(absl::InfiniteFuture()), IsOk());
}

TEST_F(HttpClinikoClientsTest, FailsForAClinicThatWeDoNotHave) {
  EXPECT_THAT(clients_.For(ClinicId("nobody"), absl::InfiniteFuture()),
              FailsWith(DomainError::kClinicNotFound));
}

// A budget that grants everything, and remembers what it was told.
class RememberingBudget : public ClinikoBudget {
 public:
  absl::Status Take(const ClinikoAccess& access, CallPriority priority, absl::Time) override {
    taken.emplace_back(access.clinic.value(), priority);
    keys.push_back(access.key_sha256);
    return absl::OkStatus();
  }
  void Block(const ClinikoAccess& access, absl::Time reset) override {
    blocked.emplace_back(access.clinic.value(), reset);
    keys.push_back(access.key_sha256);
  }

  std::vector<std::pair<ClinicId, CallPriority>> taken;
  std::vector<std::pair<ClinicId, absl::Time>> blocked;
  std::vector<std::string> keys;
};

TEST_F(HttpClinikoClientsTest, TakesEachRequestFromTheClinicsBudgetWithItsPriority) {
  test::ScriptedServer server;
  server.On("GET /user", 429, "", "Retry-After: 40\r\n");
  RememberingBudget budget;
  HttpClinikoClients clients(registry_, clock_, {.base_url = server.Url(), .budget = &budget});
  const absl::Time soon = clock_.Now() + absl::Seconds(10);

  const auto client = clients.For(kSecond, CallPriority::kBackground, soon);
  ASSERT_THAT(client, IsOk());
  EXPECT_FALSE((*client)->GetUser(soon).ok());

  EXPECT_THAT(budget.taken, ElementsAre(Pair(kSecond, CallPriority::kBackground)));
  EXPECT_THAT(budget.blocked, ElementsAre(Pair(kSecond, clock_.Now() + absl::Seconds(40))));
}

TEST_F(HttpClinikoClientsTest, TakesFromTheBudgetOfTheKeyThatTheClinicHasNow) {
  test::ScriptedServer server;
  server.On("GET /user", 200, "{}");
  RememberingBudget budget;
  HttpClinikoClients clients(registry_, clock_, {.base_url = server.Url(), .budget = &budget});
  const auto ask = [&](const ClinicId& clinic) {
    const absl::Time soon = clock_.Now() + absl::Seconds(10);
    return (*clients.For(clinic, CallPriority::kCaller, soon))->GetUser(soon).status();
  };
  SetKey(kFirst, "one-au1");
  SetKey(kSecond, "one-au1");
  ask(kFirst).IgnoreError();
  ask(kSecond).IgnoreError();
  SetKey(kFirst, "another-uk2");
  ask(kFirst).IgnoreError();

  const std::string one = cliniko::ApiKey::Parse("one-au1")->Fingerprint();
  EXPECT_THAT(budget.keys,
              ElementsAre(one, one, cliniko::ApiKey::Parse("another-uk2")->Fingerprint()));
}

TEST_F(HttpClinikoClientsTest, OneClinicThatDoesNotAnswerIsRefusedForAllItsCallsAndNoOther) {
  test::ScriptedServer server;
  server.On("GET /user", 503, "");
  HttpClinikoClients clients(registry_, clock_,
                             {.base_url = server.Url(), .breaker = {.threshold = 1}});
  const absl::Time soon = clock_.Now() + absl::Seconds(10);
  const auto ask = [&](const ClinicId& clinic, CallPriority priority) {
    return (*clients.For(clinic, priority, soon))->GetUser(soon).status();
  };
  const auto requests = [&] { return server.Requests().size(); };
  EXPECT_FALSE(clients.IsDown(kFirst));
  EXPECT_FALSE(ask(kFirst, CallPriority::kBackground).ok());
  ASSERT_EQ(requests(), 1u);
  EXPECT_TRUE(clients.IsDown(kFirst));

  EXPECT_TRUE(IsFailure(ask(kFirst, CallPriority::kCaller), cliniko::Failure::kUnreachable));
  EXPECT_EQ(requests(), 1u);
  EXPECT_FALSE(clients.IsDown(kSecond));
  EXPECT_FALSE(ask(kSecond, CallPriority::kCaller).ok());
  EXPECT_EQ(requests(), 2u);
}

// Each clinic's client used to have a thread of its own that waits for deadlines.
TEST_F(HttpClinikoClientsTest, HasOneThreadForAllClinics) {
  const auto threads = [] {
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return std::distance(begin(tasks), end(tasks));
  };
  HttpClinikoClients clients(registry_, clock_, {.base_url = "http://127.0.0.1:9/v1"});
  ASSERT_THAT(clients.For(kFirst, absl::InfiniteFuture()), IsOk());
  const auto with_one = threads();
  ASSERT_THAT(clients.For(kSecond, absl::InfiniteFuture()), IsOk());
  ASSERT_THAT(clients.For(kThird, absl::InfiniteFuture()), IsOk());

  EXPECT_EQ(threads(), with_one);
}

TEST_F(HttpClinikoClientsTest, RefusesAnAddressThatWouldSendTheKeyInClear) {
  HttpClinikoClients clients(registry_, clock_, {.base_url = "http://cliniko.example/v1"});

  EXPECT_THAT(clients.For(kFirst, absl::InfiniteFuture()),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace frontdesk
