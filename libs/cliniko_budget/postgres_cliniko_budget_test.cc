#include "libs/cliniko_budget/postgres_cliniko_budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/failure.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/scratch_pgbouncer.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::cliniko::CallPriority;
using ::frontdesk::cliniko::Failure;
using ::frontdesk::cliniko::FailureOf;
using ::frontdesk::cliniko::RateLimitResetOf;
using ::frontdesk::test::IsOk;
using ::testing::AllOf;
using ::testing::Gt;
using ::testing::Le;

// How much longer than Cliniko's window a request counts.
constexpr absl::Duration kMargin = absl::Seconds(3);

// The budget on a database that is reached directly, and through PgBouncer.
class PostgresClinikoBudgetTest : public ::testing::TestWithParam<bool> {
 protected:
  PostgresClinikoBudgetTest() {
    if (GetParam()) bouncer_ = std::make_unique<test::ScratchPgBouncer>();
    pool_ = OpenPool();
    test::Register(*pool_, test::ANewClinic(), test::TestKeyring());
  }

  std::unique_ptr<PostgresPool> OpenPool() {
    return std::make_unique<PostgresPool>(PostgresPoolOptions{
        .url = bouncer_ == nullptr ? database_.url() : bouncer_->Url(database_.name()), .size = 4});
  }

  absl::Status Take(CallPriority priority = CallPriority::kCaller) {
    if (budget_ == nullptr) {
      budget_ = std::make_unique<PostgresClinikoBudget>(*pool_, clock_,
                                                        ClinikoBudgetOptions{.rate = rate_});
    }
    return budget_->Take(clinic_, priority, absl::Now() + absl::Seconds(20));
  }

  // How many are granted in a row.
  int TakeAll(CallPriority priority = CallPriority::kCaller) {
    int taken = 0;
    while (taken < 1000 && Take(priority).ok()) ++taken;
    return taken;
  }

  // How long the budget says to wait; zero if it grants.
  absl::Duration Wait(CallPriority priority = CallPriority::kCaller) {
    const absl::Status status = Take(priority);
    if (status.ok()) return absl::ZeroDuration();
    EXPECT_EQ(FailureOf(status), Failure::kRateLimited) << status;
    EXPECT_FALSE(cliniko::MayHaveTakenEffect(status));
    return RateLimitResetOf(status).value_or(absl::InfiniteFuture()) - absl::Now();
  }

  // Time passes in the database: everything there becomes so much older.
  void Age(absl::Duration by) {
    const std::string interval = absl::StrCat("'", absl::ToDoubleSeconds(by), " seconds'");
    database_.Execute(absl::StrCat(
        "UPDATE schedule_cache.cliniko_budgets SET blocked_until = blocked_until - interval ",
        interval, ", granted = ARRAY(SELECT g - interval ", interval,
        " FROM unnest(granted) g ORDER BY 1)"));
  }

  test::ScratchDatabase database_;
  std::unique_ptr<test::ScratchPgBouncer> bouncer_;
  std::unique_ptr<PostgresPool> pool_;
  const SystemClock clock_;
  const ClinicId clinic_ = test::ANewClinic().id;
  int rate_ = 8;
  std::unique_ptr<PostgresClinikoBudget> budget_;
};

TEST_P(PostgresClinikoBudgetTest, GrantsAsManyAsTheDeploymentSays) {
  EXPECT_EQ(TakeAll(), 8);
  EXPECT_THAT(Wait(), AllOf(Gt(absl::Seconds(55)), Le(absl::Seconds(60) + kMargin)));
}

TEST_P(PostgresClinikoBudgetTest, GrantsAsManyAsTheClinicsOwnNumberSays) {
  database_.Execute("UPDATE schedule_cache.clinics SET cliniko_rate = 5");
  EXPECT_EQ(TakeAll(), 5);

  database_.Execute("UPDATE schedule_cache.clinics SET cliniko_rate = 2");
  Age(absl::Seconds(30));
  EXPECT_THAT(Wait(), AllOf(Gt(absl::Seconds(25)), Le(absl::Seconds(30) + kMargin)));
}

// A window that is fixed from its first request would grant all of them anew at second 60, a bucket
// that fills steadily five of them by second 55: each would send more than eight in the minute from
// second 55 on.
TEST_P(PostgresClinikoBudgetTest, NeverGrantsMoreThanTheBudgetInAnyWindow) {
  ASSERT_THAT(Take(), IsOk());
  Age(absl::Seconds(55));
  ASSERT_EQ(TakeAll(), 7);

  Age(absl::Seconds(5) + kMargin + absl::Milliseconds(10));
  EXPECT_EQ(TakeAll(), 1) << "only the first one is a minute old";
  Age(absl::Seconds(50));
  EXPECT_EQ(TakeAll(), 0);
  Age(absl::Seconds(5));
  EXPECT_EQ(TakeAll(), 7);
}

TEST_P(PostgresClinikoBudgetTest, CountsARequestALittleLongerSinceItIsOnItsWay) {
  ASSERT_EQ(TakeAll(), 8);
  Age(absl::Seconds(60));
  EXPECT_THAT(Wait(), AllOf(Gt(absl::ZeroDuration()), Le(kMargin)));
}

TEST_P(PostgresClinikoBudgetTest, LeavesAQuarterToCallers) {
  EXPECT_EQ(TakeAll(CallPriority::kBackground), 6);
  EXPECT_EQ(TakeAll(CallPriority::kCaller), 2);
}

TEST_P(PostgresClinikoBudgetTest, BackgroundWorkWaitsUntilCallersHaveTheirReserveAgain) {
  ASSERT_EQ(TakeAll(), 8);
  Age(absl::Seconds(60) + kMargin + absl::Milliseconds(10));
  ASSERT_THAT(Take(), IsOk());
  Age(absl::Seconds(10));
  ASSERT_EQ(TakeAll(), 7);
  Age(absl::Seconds(53) + absl::Milliseconds(10));

  // One has become free, but six of the seven must be gone before background work has its turn.
  EXPECT_THAT(Wait(CallPriority::kBackground), AllOf(Gt(absl::Seconds(5)), Le(absl::Seconds(10))));
  EXPECT_THAT(Take(CallPriority::kCaller), IsOk());
}

TEST_P(PostgresClinikoBudgetTest, GrantsBackgroundWorkSomethingHoweverSmallTheBudget) {
  rate_ = 1;
  EXPECT_THAT(Take(CallPriority::kBackground), IsOk());
  EXPECT_GT(Wait(CallPriority::kCaller), absl::ZeroDuration());
}

TEST_P(PostgresClinikoBudgetTest, StopsEveryReplicaUntilTheResetThatClinikoNamed) {
  PostgresClinikoBudget other(*pool_, clock_, {.rate = rate_});
  other.Block(clinic_, absl::Now() + absl::Seconds(40));

  EXPECT_THAT(Wait(), AllOf(Gt(absl::Seconds(35)), Le(absl::Seconds(40))));
  Age(absl::Seconds(40));
  EXPECT_THAT(Take(), IsOk());
}

TEST_P(PostgresClinikoBudgetTest, BelievesNoResetThatIsFarAndNoneThatIsPast) {
  PostgresClinikoBudget other(*pool_, clock_, {.rate = rate_});
  other.Block(clinic_, absl::Now() - absl::Seconds(1));
  EXPECT_THAT(Take(), IsOk());

  other.Block(clinic_, absl::Now() + absl::Hours(24));
  other.Block(clinic_, absl::Now() + absl::Seconds(1));
  EXPECT_THAT(Wait(), AllOf(Gt(absl::Seconds(60)), Le(absl::Seconds(65))));
}

TEST_P(PostgresClinikoBudgetTest, OutlivesAClockThatIsSetBack) {
  ASSERT_EQ(TakeAll(), 8);
  Age(-absl::Hours(5));

  EXPECT_THAT(Wait(), AllOf(Gt(absl::Seconds(55)), Le(absl::Seconds(60) + kMargin)));
}

TEST_P(PostgresClinikoBudgetTest, IsSharedByReplicasThatAskAtTheSameTime) {
  rate_ = 40;
  std::atomic<int> granted = 0;
  std::vector<std::thread> threads;
  for (int replica = 0; replica < 4; ++replica) {
    threads.emplace_back([&, pool = std::shared_ptr<PostgresPool>(OpenPool())] {
      PostgresClinikoBudget budget(*pool, clock_, {.rate = rate_});
      for (int i = 0; i < 20; ++i) {
        const absl::Status status =
            budget.Take(clinic_, CallPriority::kCaller, absl::Now() + absl::Seconds(20));
        if (status.ok()) ++granted;
        EXPECT_TRUE(status.ok() || IsFailure(status, Failure::kRateLimited)) << status;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(granted, 40);
}

TEST_P(PostgresClinikoBudgetTest, GrantsNothingToAClinicThatWeDoNotHave) {
  PostgresClinikoBudget budget(*pool_, clock_);
  const absl::Status status = budget.Take(ClinicId("00000000-0000-4000-8000-00000000000f"),
                                          CallPriority::kCaller, absl::Now() + absl::Seconds(20));

  EXPECT_EQ(FailureOf(status), Failure::kUnreachable) << status;
}

TEST_P(PostgresClinikoBudgetTest, GrantsNothingWhileTheDatabaseIsAwayAndGoesOnWhereItWas) {
  ASSERT_EQ(TakeAll(CallPriority::kBackground), 6);
  database_.cluster().Stop();

  // PgBouncer lets whoever asks wait for two minutes.
  const absl::Time start = absl::Now();
  const absl::Status status = Take();
  EXPECT_EQ(FailureOf(status), Failure::kUnreachable) << status;
  EXPECT_FALSE(cliniko::MayHaveTakenEffect(status));
  budget_->Block(clinic_, absl::Now() + absl::Milliseconds(1));
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));

  database_.cluster().Start();
  // PgBouncer takes some seconds to notice.
  const absl::Time patience = absl::Now() + absl::Minutes(1);
  while (FailureOf(Take()) == Failure::kUnreachable && absl::Now() < patience) {
  }
  TakeAll();
  EXPECT_EQ(database_.Execute("SELECT cardinality(granted) FROM schedule_cache.cliniko_budgets"),
            "8");
}

TEST_P(PostgresClinikoBudgetTest, ReplacesAConnectionThatDiedInThePool) {
  ASSERT_THAT(Take(), IsOk());
  database_.Disconnect();

  EXPECT_THAT(Take(), IsOk());
}

INSTANTIATE_TEST_SUITE_P(Reached, PostgresClinikoBudgetTest, ::testing::Bool(),
                         [](const auto& param) {
                           return param.param ? "ThroughPgBouncer" : "Directly";
                         });

}  // namespace
}  // namespace frontdesk
