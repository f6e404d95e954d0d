// Four replicas against Cliniko as the sandbox plays it, with a shortened minute, for two clinics
// that share a key: what they ask together is never refused, and callers get through.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_writes.h"
#include "libs/clinics/fake_clinic_registry.h"
#include "libs/clinics/http_cliniko_clients.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/cliniko/api_key.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/cliniko_budget/postgres_cliniko_budget.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/scratch_pgbouncer.h"
#include "tests/cliniko_sandbox/request_log.h"
#include "tests/cliniko_sandbox/sandbox.h"
#include "tests/cliniko_sandbox/sandbox_server.h"

namespace frontdesk {
namespace {

using ::frontdesk::cliniko::CallPriority;

constexpr int kRate = 50;
constexpr int kWindowSeconds = 5;
constexpr absl::Duration kWindow = absl::Seconds(kWindowSeconds);
// In which a budget that is always wanted is used up once.
constexpr absl::Duration kPeriod = absl::Milliseconds(5250);

constexpr char kWorld[] = R"({"accounts": [{
  "name": "Yarra Clinic", "subdomain": "yarra", "shard": "au1", "country_code": "AU",
  "time_zone": "Australia/Melbourne",
  "users": [{"first_name": "Yarra", "last_name": "Front", "email": "front@yarra.example",
             "api_keys": ["yarra-key-au1"]}]}]})";

// Of one key.
NewClinic AClinic(int number) {
  NewClinic clinic = test::ANewClinic();
  clinic.id = ClinicId(absl::StrCat("00000000-0000-4000-8000-00000000000", number));
  clinic.phone_number = absl::StrCat("+6129000000", number);
  clinic.cliniko_key = *cliniko::ApiKey::Parse("yarra-key-au1");
  return clinic;
}

// A process of its own, but for the process; of two clinics with one key it serves one.
class Replica {
 public:
  Replica(ClinikoBudget& budget, const std::string& cliniko_url, int clinic)
      : clinic_(AClinic(clinic)),
        clients_(registry_, clock_, {.base_url = cliniko_url, .budget = &budget}) {
    registry_.Add({.id = clinic_.id},
                  {.api_key = clinic_.cliniko_key, .contact_email = clinic_.contact_email});
  }

  absl::Status Ask(CallPriority priority, absl::Time deadline) {
    return (*clients_.For(clinic_.id, priority, deadline))->GetUser(deadline).status();
  }

  // Asks without a pause until then. Returns how often.
  int Flood(CallPriority priority, absl::Time until) {
    int asked = 0;
    while (Ask(priority, until).ok()) ++asked;
    return asked;
  }

 private:
  const NewClinic clinic_;
  const SystemClock clock_;
  FakeClinicRegistry registry_;
  HttpClinikoClients clients_;
};

class ReplicasTest : public ::testing::Test {
 protected:
  void StartSandbox(bool sliding_window) {
    sandbox_ = *sandbox::SandboxServer::Start(kWorld, {});
    sandbox::Settings settings = sandbox_->sandbox().settings();
    settings.rate_limit = kRate;
    settings.rate_window_seconds = kWindowSeconds;
    settings.sliding_window = sliding_window;
    sandbox_->sandbox().SetSettings(settings);
  }

  Replica& AddReplica(ClinikoBudget& budget) {
    const int clinic = 1 + static_cast<int>(replicas_.size()) % 2;
    return *replicas_.emplace_back(std::make_unique<Replica>(budget, sandbox_->url(), clinic));
  }

  void Run(std::function<void()> work) { threads_.emplace_back(std::move(work)); }
  void Join() {
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  int Refused() {
    int refused = 0;
    for (const sandbox::LogEntry& entry : sandbox_->sandbox().log().Entries()) {
      refused += entry.status == 429;
    }
    return refused;
  }
  int AnsweredBetween(absl::Time from, absl::Time until) {
    int answered = 0;
    for (const sandbox::LogEntry& entry : sandbox_->sandbox().log().Entries()) {
      answered += entry.status == 200 && entry.started >= from && entry.started < until;
    }
    return answered;
  }

  std::unique_ptr<sandbox::SandboxServer> sandbox_;
  std::vector<std::unique_ptr<Replica>> replicas_;
  std::vector<std::thread> threads_;
};

// The parameter says whether Cliniko's window slides.
class SharedBudgetTest : public ReplicasTest, public ::testing::WithParamInterface<bool> {
 protected:
  SharedBudgetTest() {
    StartSandbox(/*sliding_window=*/GetParam());
    PostgresPool pool({.url = database_.url()});
    for (const int number : {1, 2}) {
      test::Register(pool, AClinic(number), test::TestKeyring());
    }
    for (int i = 0; i < 4; ++i) {
      const bool direct = i % 2 == 0;
      pools_[i] = std::make_unique<PostgresPool>(PostgresPoolOptions{
          .url = direct ? database_.url() : bouncer_.Url(database_.name()), .size = 4});
      budgets_[i] = std::make_unique<PostgresClinikoBudget>(
          *pools_[i], clock_,
          ClinikoBudgetOptions{.rate = kRate, .window_seconds = kWindowSeconds});
      AddReplica(*budgets_[i]);
    }
  }

  test::ScratchDatabase database_;
  test::ScratchPgBouncer bouncer_;
  const SystemClock clock_;
  std::array<std::unique_ptr<PostgresPool>, 4> pools_;
  std::array<std::unique_ptr<PostgresClinikoBudget>, 4> budgets_;
};

TEST_P(SharedBudgetTest, IsNeverExceededAndWellUsedAndCallersGetThrough) {
  const absl::Time start = absl::Now();
  const absl::Time callers_flood = start + 2 * kWindow;
  const absl::Time measured_from = callers_flood + absl::Seconds(2) + kPeriod;
  const absl::Time end = measured_from + 2 * kPeriod;
  std::mutex mutex;
  absl::Duration longest_wait;
  std::atomic<int> probed_in_flood = 0;
  const auto ask_as_caller = [&](Replica& replica) {
    const absl::Time asked = absl::Now();
    const absl::Status status = replica.Ask(CallPriority::kCaller, asked + absl::Seconds(30));
    EXPECT_TRUE(status.ok()) << status;
    const std::lock_guard lock(mutex);
    longest_wait = std::max(longest_wait, absl::Now() - asked);
  };
  for (const std::unique_ptr<Replica>& replica : replicas_) {
    // Probes and syncs that want all there is, all the time.
    for (int i = 0; i < 3; ++i) {
      Run([&] {
        replica->Flood(CallPriority::kBackground, callers_flood);
        probed_in_flood += replica->Flood(CallPriority::kBackground, end);
      });
    }
    Run([&] {
      // Callers now and then.
      while (absl::Now() + absl::Seconds(2) < callers_flood) {
        absl::SleepFor(absl::Seconds(2));
        ask_as_caller(*replica);
      }
      // All of a sudden many of them, so that the window sees three fifths of the budget.
      absl::SleepFor(callers_flood - absl::Now());
      for (int i = 0; i < 6; ++i) ask_as_caller(*replica);
      // In the end, more than can be served; not before all others have had their six.
      absl::SleepFor(callers_flood + absl::Seconds(2) - absl::Now());
      replica->Flood(CallPriority::kCaller, end);
    });
  }
  Join();

  EXPECT_EQ(Refused(), 0);
  EXPECT_LT(longest_wait, absl::Seconds(1)) << "a window is five seconds";
  EXPECT_GT(longest_wait, absl::ZeroDuration());
  const double possible = kRate * absl::FDivDuration(end - measured_from, kWindow);
  EXPECT_GT(AnsweredBetween(measured_from, end) / possible, 0.8);
  // Without callers, background work gets its two fifths bit by bit.
  const int in_first_seconds = AnsweredBetween(start, start + absl::Seconds(2));
  EXPECT_GE(in_first_seconds, kRate / 10);
  EXPECT_LE(in_first_seconds, kRate / 4);
  // And it does not starve.
  EXPECT_GT(probed_in_flood, 0);
  std::cout << "a caller waited for " << longest_wait << " at most; " << in_first_seconds
            << " probes in the first two seconds, " << probed_in_flood
            << " while callers asked for more than there was; "
            << AnsweredBetween(measured_from, end) << " of " << possible << " used then\n";
}

TEST_P(SharedBudgetTest, StopsAllReplicasWhenClinikoRefusesNevertheless) {
  const absl::Time soon = absl::Now() + absl::Seconds(30);
  // Another vendor's program uses the same key.
  ASSERT_TRUE(
      sandbox_->Control("POST", "/faults", R"({"status": 429, "reset_in_seconds": 3, "times": 1})")
          .ok());
  EXPECT_TRUE(replicas_[0]->Ask(CallPriority::kCaller, absl::Now() + absl::Seconds(1)).code() ==
              absl::StatusCode::kResourceExhausted);

  for (const std::unique_ptr<Replica>& replica : replicas_) {
    const absl::Status status = replica->Ask(CallPriority::kCaller, absl::Now() + absl::Seconds(1));
    EXPECT_TRUE(IsFailure(status, cliniko::Failure::kRateLimited)) << status;
  }
  EXPECT_EQ(sandbox_->sandbox().log().Total(), 1);
  for (const std::unique_ptr<Replica>& replica : replicas_) {
    Run([&] { EXPECT_TRUE(replica->Ask(CallPriority::kCaller, soon).ok()); });
  }
  Join();
}

INSTANTIATE_TEST_SUITE_P(ClinikosWindow, SharedBudgetTest, ::testing::Bool(),
                         [](const auto& param) { return param.param ? "Slides" : "IsFixed"; });

// The usual way to keep a rate: what fills up steadily may be taken at any time.
class TokenBucket : public ClinikoBudget {
 public:
  absl::Status Take(const ClinikoAccess&, CallPriority, absl::Time) override {
    const std::lock_guard lock(mutex_);
    const absl::Time now = absl::Now();
    tokens_ =
        std::min<double>(kRate, tokens_ + kRate * absl::FDivDuration(now - filled_at_, kWindow));
    filled_at_ = now;
    if (tokens_ >= 1) {
      tokens_ -= 1;
      return absl::OkStatus();
    }
    return cliniko::MakeFailure(
        {.failure = cliniko::Failure::kRateLimited, .rate_limit_reset = now + kWindow / kRate},
        "empty");
  }
  void Block(const ClinikoAccess&, absl::Time) override {}

 private:
  std::mutex mutex_;
  double tokens_ = kRate;
  absl::Time filled_at_ = absl::Now();
};

// So that the tests above are known to see a budget that does not keep its promise.
TEST_F(ReplicasTest, ATokenBucketIsRefused) {
  StartSandbox(/*sliding_window=*/false);
  TokenBucket bucket;
  const absl::Time end = absl::Now() + kWindow;
  for (int i = 0; i < 4; ++i) {
    Replica& replica = AddReplica(bucket);
    Run([&] { replica.Flood(CallPriority::kCaller, end); });
  }
  Join();

  EXPECT_GT(Refused(), 0);
}

}  // namespace
}  // namespace frontdesk
