#include "libs/cliniko_budget/postgres_cliniko_budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_writes.h"
#include "libs/clinics/cliniko_key_change.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/cliniko/api_key.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko_budget/cliniko_budget.h"
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

// In which background work gets a part of its share, and a moment, since this test takes time too.
constexpr int kTurns = 12;
const absl::Duration kTurn = (absl::Minutes(1) + kMargin) / kTurns + absl::Milliseconds(1);

// The budget on a database that is reached directly, and through PgBouncer.
class PostgresClinikoBudgetTest : public ::testing::TestWithParam<bool> {
 protected:
  PostgresClinikoBudgetTest() {
    if (GetParam()) bouncer_ = std::make_unique<test::ScratchPgBouncer>();
    pool_ = OpenPool();
    test::Register(*pool_, test::ANewClinic(), test::TestKeyring());
  }

  // Another clinic, with this key.
  ClinikoAccess AddClinic(const std::string& key) {
    NewClinic clinic = test::ANewClinic();
    clinic.id = ClinicId("00000000-0000-4000-8000-000000000002");
    clinic.phone_number = "+61290000002";
    clinic.cliniko_key = *cliniko::ApiKey::Parse(key);
    test::Register(*pool_, clinic, test::TestKeyring());
    return {.key_sha256 = clinic.cliniko_key.Fingerprint(), .clinic = clinic.id};
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
    return budget_->Take(access_, priority, absl::Now() + absl::Seconds(20));
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
        interval, ", used_at = used_at - interval ", interval,
        ", granted_to_callers = ARRAY(SELECT g - interval ", interval,
        " FROM unnest(granted_to_callers) g ORDER BY 1), granted_to_background = "
        "ARRAY(SELECT g - interval ",
        interval, " FROM unnest(granted_to_background) g ORDER BY 1)"));
  }

  // A probe that wants all that it can get, for two windows.
  void ProbeForAWhile() {
    for (int i = 0; i < 2 * kTurns; ++i) {
      TakeAll(CallPriority::kBackground);
      Age(kTurn);
    }
  }

  test::ScratchDatabase database_;
  std::unique_ptr<test::ScratchPgBouncer> bouncer_;
  std::unique_ptr<PostgresPool> pool_;
  const SystemClock clock_;
  ClinikoAccess access_{.key_sha256 = test::ANewClinic().cliniko_key.Fingerprint(),
                        .clinic = test::ANewClinic().id};
  int rate_ = 8;
  std::unique_ptr<PostgresClinikoBudget> budget_;
};

TEST_P(PostgresClinikoBudgetTest, GivesCallersWhatAnotherStatementTookForThem) {
  ASSERT_THAT(Take(), IsOk());
  const auto in_database = [&] {
    return database_.Execute(
        "SELECT cardinality(granted_to_callers) + cardinality(granted_to_background) "
        "FROM schedule_cache.cliniko_budgets");
  };
  budget_->Add(access_.key_sha256, 2, std::chrono::steady_clock::now());
  EXPECT_THAT(Take(CallPriority::kBackground), IsOk());
  EXPECT_EQ(in_database(), "2");  // not for background work
  EXPECT_THAT(Take(), IsOk());
  EXPECT_THAT(Take(), IsOk());
  EXPECT_EQ(in_database(), "2");
  EXPECT_THAT(Take(), IsOk());
  EXPECT_EQ(in_database(), "3");
}

// Cliniko might count them in a later window than we did.
TEST_P(PostgresClinikoBudgetTest, SendsNothingThatWasTakenTooLongAgo) {
  ASSERT_THAT(Take(), IsOk());
  budget_->Add(access_.key_sha256, 9, std::chrono::steady_clock::now() - std::chrono::seconds(2));
  EXPECT_EQ(TakeAll(), 7);
}

TEST_P(PostgresClinikoBudgetTest, SendsNothingThatWasTakenBeforeClinikoRefused) {
  ASSERT_THAT(Take(), IsOk());
  budget_->Add(access_.key_sha256, 9, std::chrono::steady_clock::now());
  budget_->Block(access_, clock_.Now() + absl::Milliseconds(50));
  while (RateLimitResetOf(Take()).has_value()) absl::SleepFor(absl::Milliseconds(5));
  EXPECT_EQ(TakeAll(), 6);
}

TEST_P(PostgresClinikoBudgetTest, GivesSeveralAtOnceAsFarAsThereAreAny) {
  const auto take = [&](int most, const char* background) {
    return database_.Execute(
        absl::StrCat("SELECT concat_ws(' ', granted, wait_ms > 0, remaining) FROM "
                     "schedule_cache.take_cliniko_requests(sha256('of a key'), NULL, ",
                     background, ", ", most, ", 8, 60000)"));
  };
  EXPECT_EQ(take(5, "false"), "5 f 3");
  EXPECT_EQ(take(5, "true"), "1 f 2");
  EXPECT_EQ(take(5, "false"), "2 f 0");
  EXPECT_EQ(take(5, "false"), "0 t 0");
}

// Each used to wait for the commits of those before it: seven lists of free times, seven in a row.
TEST_P(PostgresClinikoBudgetTest, AsksTogetherForCallersWhoComeAtATime) {
  constexpr int kCallers = 8;
  ASSERT_THAT(Take(), IsOk());
  int statements = kCallers;
  for (const absl::Time end = absl::Now() + absl::Seconds(60);
       statements == kCallers && absl::Now() < end;) {
    Age(absl::Minutes(5));
    std::vector<std::thread> callers;
    for (int i = 0; i < kCallers; ++i) callers.emplace_back([&] { EXPECT_THAT(Take(), IsOk()); });
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(database_.Execute("SELECT cardinality(granted_to_callers) "
                                "FROM schedule_cache.cliniko_budgets"),
              absl::StrCat(kCallers));
    // What one statement grants has one moment.
    statements =
        std::stoi(database_.Execute("SELECT count(DISTINCT g) FROM schedule_cache.cliniko_budgets, "
                                    "unnest(granted_to_callers) g"));
  }
  EXPECT_LT(statements, kCallers);
}

TEST_P(PostgresClinikoBudgetTest, GrantsNoMoreThanThereAreToCallersWhoComeAtATime) {
  rate_ = 5;
  ASSERT_THAT(Take(), IsOk());
  std::atomic<int> granted = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 12; ++i) {
    callers.emplace_back([&] {
      const absl::Status status = Take();
      if (status.ok()) {
        ++granted;
      } else {
        EXPECT_EQ(FailureOf(status), Failure::kRateLimited);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();

  EXPECT_EQ(granted, 4);
}

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

TEST_P(PostgresClinikoBudgetTest, GivesBackgroundWorkTwoFifthsAndSpreadsThem) {
  rate_ = 100;
  EXPECT_EQ(TakeAll(CallPriority::kBackground), 4);
  EXPECT_THAT(Wait(CallPriority::kBackground), AllOf(Gt(absl::Seconds(4)), Le(kTurn)));
  int granted = 4;
  for (int i = 1; i < kTurns; ++i) {
    Age(kTurn);
    granted += TakeAll(CallPriority::kBackground);
  }
  EXPECT_EQ(granted, 40);
}

// Background work used to take three quarters in one go: a caller who needed more than what was
// left waited for most of a minute.
TEST_P(PostgresClinikoBudgetTest, LetsThreeFifthsForCallersThroughAtOnceWhileAProbeRuns) {
  rate_ = 100;
  ProbeForAWhile();
  for (int i = 0; i < 60; ++i) {
    ASSERT_THAT(Take(CallPriority::kCaller), IsOk()) << i;
    if (i % 10 == 0) Take(CallPriority::kBackground).IgnoreError();
  }
  // Whoever needs more has not long to wait, and what becomes free is a caller's.
  TakeAll(CallPriority::kCaller);
  EXPECT_LT(Wait(CallPriority::kCaller), 3 * kTurn);
  Age(3 * kTurn);
  EXPECT_EQ(TakeAll(CallPriority::kBackground), 0);
  EXPECT_GE(TakeAll(CallPriority::kCaller), 4);
}

TEST_P(PostgresClinikoBudgetTest, BackgroundWorkStepsBackWhileCallersAreActive) {
  rate_ = 100;
  const auto granted_in_a_window = [this](int callers_a_turn) {
    int granted = 0;
    for (int i = 0; i < 2 * kTurns; ++i) {
      for (int n = 0; n < callers_a_turn; ++n) EXPECT_THAT(Take(CallPriority::kCaller), IsOk());
      const int now = TakeAll(CallPriority::kBackground);
      if (i >= kTurns) granted += now;
      Age(kTurn);
    }
    return granted;
  };
  // Two fifths of what callers leave; a little less while that shrinks.
  EXPECT_EQ(granted_in_a_window(0), 40);
  EXPECT_THAT(granted_in_a_window(2), AllOf(Gt(22), Le(30)));
  EXPECT_THAT(granted_in_a_window(5), AllOf(Gt(10), Le(16)));
  EXPECT_THAT(granted_in_a_window(7), AllOf(Gt(3), Le(6)));
}

TEST_P(PostgresClinikoBudgetTest, DoesNotLetBackgroundWorkStarve) {
  rate_ = 100;
  int granted = 0;
  for (int i = 0; i < 3 * kTurns; ++i) {
    granted += TakeAll(CallPriority::kBackground);
    TakeAll(CallPriority::kCaller);
    Age(kTurn);
  }
  EXPECT_GE(granted, 10);
}

TEST_P(PostgresClinikoBudgetTest, GrantsBackgroundWorkSomethingHoweverSmallTheBudget) {
  rate_ = 1;
  EXPECT_THAT(Take(CallPriority::kBackground), IsOk());
  EXPECT_GT(Wait(CallPriority::kCaller), absl::ZeroDuration());
}

TEST_P(PostgresClinikoBudgetTest, StopsEveryReplicaUntilTheResetThatClinikoNamed) {
  PostgresClinikoBudget other(*pool_, clock_, {.rate = rate_});
  other.Block(access_, absl::Now() + absl::Seconds(40));

  EXPECT_THAT(Wait(), AllOf(Gt(absl::Seconds(35)), Le(absl::Seconds(40))));
  Age(absl::Seconds(40));
  EXPECT_THAT(Take(), IsOk());
}

TEST_P(PostgresClinikoBudgetTest, BelievesNoResetThatIsFarAndNoneThatIsPast) {
  PostgresClinikoBudget other(*pool_, clock_, {.rate = rate_});
  other.Block(access_, absl::Now() - absl::Seconds(1));
  EXPECT_THAT(Take(), IsOk());

  other.Block(access_, absl::Now() + absl::Hours(24));
  other.Block(access_, absl::Now() + absl::Seconds(1));
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
            budget.Take(access_, CallPriority::kCaller, absl::Now() + absl::Seconds(20));
        if (status.ok()) ++granted;
        EXPECT_TRUE(status.ok() || IsFailure(status, Failure::kRateLimited)) << status;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(granted, 40);
}

TEST_P(PostgresClinikoBudgetTest, GrantsNothingToAClinicThatWeDoNotHave) {
  access_.clinic = ClinicId("00000000-0000-4000-8000-00000000000f");
  const absl::Status status = Take();

  EXPECT_EQ(FailureOf(status), Failure::kUnreachable) << status;
}

// Two clinics with one key used to have a budget each, and asked twice as much as Cliniko allows.
TEST_P(PostgresClinikoBudgetTest, IsSharedByTheClinicsOfOneKey) {
  const ClinikoAccess first = access_;
  const ClinikoAccess second = AddClinic("made-up-AU1");
  for (int i = 0; i < 4; ++i) {
    for (const ClinikoAccess& access : {first, second}) {
      access_ = access;
      EXPECT_THAT(Take(), IsOk());
    }
  }
  EXPECT_EQ(TakeAll(), 0);
  access_ = first;
  EXPECT_EQ(TakeAll(), 0);

  budget_->Block(first, absl::Now() + absl::Seconds(40));
  Age(absl::Minutes(2));
  access_ = second;
  EXPECT_GT(Wait(), absl::ZeroDuration());
}

TEST_P(PostgresClinikoBudgetTest, IsTheSmallestOfTheNumbersOfTheClinicsOfOneKey) {
  AddClinic("made-up-au1");
  database_.Execute("UPDATE schedule_cache.clinics SET cliniko_rate = 20");
  database_.Execute(
      "UPDATE schedule_cache.clinics SET cliniko_rate = 5 WHERE clinic_id::text LIKE '%2'");
  EXPECT_EQ(TakeAll(), 5);
  // One without a number of its own has the deployment's.
  database_.Execute(
      "UPDATE schedule_cache.clinics SET cliniko_rate = NULL WHERE clinic_id::text LIKE '%2'");
  EXPECT_EQ(TakeAll(), 3);
}

TEST_P(PostgresClinikoBudgetTest, IsAnotherOnceTheClinicHasAnotherKey) {
  ASSERT_EQ(TakeAll(), 8);
  const cliniko::ApiKey key = *cliniko::ApiKey::Parse("another-uk2");
  ASSERT_THAT(ReplaceClinikoKey(*pool_, *access_.clinic, key, test::TestKeyring(),
                                absl::Now() + absl::Seconds(20)),
              IsOk());
  // A replica that has not noticed yet.
  EXPECT_EQ(TakeAll(), 0);

  access_.key_sha256 = key.Fingerprint();
  EXPECT_EQ(TakeAll(), 8);
}

TEST_P(PostgresClinikoBudgetTest, LearnsTheKeysOfClinicsThatAreOlderThanIt) {
  const ClinikoAccess second = AddClinic("made-up-au1");
  database_.Execute(
      "UPDATE schedule_cache.clinics SET cliniko_key_sha256 = NULL, "
      "cliniko_rate = CASE WHEN clinic_id::text LIKE '%2' THEN 5 END");
  ASSERT_THAT(Take(), IsOk());
  const ClinikoAccess first = std::exchange(access_, second);
  ASSERT_THAT(Take(), IsOk());
  access_ = first;

  EXPECT_EQ(TakeAll(), 3);
}

TEST_P(PostgresClinikoBudgetTest, BoundsWhatIsAskedWithAKeyOfNoClinicYet) {
  access_ = {.key_sha256 = cliniko::ApiKey::Parse("not-yet-au2")->Fingerprint()};
  EXPECT_EQ(TakeAll(), 8);
  access_ = {.key_sha256 = test::ANewClinic().cliniko_key.Fingerprint()};
  database_.Execute("UPDATE schedule_cache.clinics SET cliniko_rate = 5");
  EXPECT_EQ(TakeAll(), 5);
}

TEST_P(PostgresClinikoBudgetTest, ForgetsKeysThatNobodyHasAnyMore) {
  const ClinikoAccess ours = access_;
  ASSERT_THAT(Take(), IsOk());
  access_ = {.key_sha256 = cliniko::ApiKey::Parse("gone-au2")->Fingerprint()};
  ASSERT_THAT(Take(), IsOk());
  Age(absl::Hours(2));
  access_ = {.key_sha256 = cliniko::ApiKey::Parse("new-au2")->Fingerprint()};
  ASSERT_THAT(Take(), IsOk());

  EXPECT_EQ(database_.Execute("SELECT count(*) FROM schedule_cache.cliniko_budgets"), "2");
  access_ = ours;
  EXPECT_THAT(Take(), IsOk());
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM schedule_cache.cliniko_budgets"), "2");
}

TEST_P(PostgresClinikoBudgetTest, GrantsNothingWhileTheDatabaseIsAwayAndGoesOnWhereItWas) {
  ASSERT_THAT(Take(CallPriority::kBackground), IsOk());
  database_.cluster().Stop();

  // PgBouncer lets whoever asks wait for two minutes.
  const absl::Time start = absl::Now();
  const absl::Status status = Take();
  EXPECT_EQ(FailureOf(status), Failure::kUnreachable) << status;
  EXPECT_FALSE(cliniko::MayHaveTakenEffect(status));
  budget_->Block(access_, absl::Now() + absl::Milliseconds(1));
  EXPECT_LT(absl::Now() - start, absl::Seconds(20));

  database_.cluster().Start();
  // PgBouncer takes some seconds to notice.
  const absl::Time patience = absl::Now() + absl::Minutes(1);
  while (FailureOf(Take()) == Failure::kUnreachable && absl::Now() < patience) {
  }
  TakeAll();
  EXPECT_EQ(database_.Execute("SELECT cardinality(granted_to_callers || granted_to_background) "
                              "FROM schedule_cache.cliniko_budgets"),
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
