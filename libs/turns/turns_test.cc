// What all Turns promise: in memory, in PostgreSQL, and through PgBouncer in transaction mode.
#include "libs/turns/turns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/scratch_pgbouncer.h"
#include "libs/testing/status_matchers.h"
#include "libs/turns/fake_turns.h"
#include "libs/turns/postgres_turns.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::frontdesk::test::StatusIs;

constexpr absl::Duration kLease = absl::Minutes(2);
constexpr NextTurn kNext = {.in = absl::Minutes(15), .in_if_busy = absl::Minutes(1)};

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

ClinicId Clinic(int n) { return ClinicId(absl::StrCat("00000000-0000-4000-8000-00000000000", n)); }

class InMemory {
 public:
  Turns& turns() { return turns_; }
  void Add(int n) { turns_.Add(Clinic(n)); }
  void Call(int n) { turns_.SetBusy(Clinic(n), true); }
  void Pass(absl::Duration time) { clock_.Advance(time); }

 private:
  FakeClock clock_{absl::FromUnixSeconds(1'784'000'000)};
  FakeTurns turns_{clock_};
};

class InPostgres {
 public:
  InPostgres() : InPostgres(/*bouncer=*/nullptr) {}
  explicit InPostgres(const test::ScratchPgBouncer* bouncer)
      : pool_({.url = bouncer == nullptr ? database_.url() : bouncer->Url(database_.name()),
               .size = 4}) {}

  Turns& turns() { return turns_; }
  PostgresPool& pool() { return pool_; }
  void Add(int n) {
    NewClinic clinic = test::ANewClinic();
    clinic.id = Clinic(n);
    clinic.phone_number = absl::StrCat("+6129000000", n);
    test::Register(pool_, clinic, test::TestKeyring());
  }
  void Call(int n) {
    database_.Execute(
        absl::StrCat("INSERT INTO session.session_rejected_slots "
                     "(clinic_id, caller_phone, session_id) VALUES ('",
                     Clinic(n).value(), "', '+61491570156', 's')"));
  }
  // Moves what is to come nearer, which looks the same.
  void Pass(absl::Duration time) {
    const std::string by = absl::StrCat(" - interval '", absl::ToInt64Seconds(time), " seconds'");
    database_.Execute(absl::StrCat("UPDATE booking.patient_syncs SET due_at = due_at", by,
                                   ", due_if_busy_at = due_if_busy_at", by,
                                   ", held_until = held_until", by));
  }
  test::ScratchDatabase& database() { return database_; }

 private:
  test::ScratchDatabase database_;
  PostgresPool pool_;
  PostgresTurns turns_{pool_,
                       {.table = "booking.patient_syncs", .busy_clinics = "booking.busy_clinics"}};
};

class ThroughPgBouncer {
 public:
  Turns& turns() { return house_.turns(); }
  void Add(int n) { house_.Add(n); }
  void Call(int n) { house_.Call(n); }
  void Pass(absl::Duration time) { house_.Pass(time); }

 private:
  test::ScratchPgBouncer bouncer_;
  InPostgres house_{&bouncer_};
};

template <typename House>
class TurnsContract : public ::testing::Test {
 protected:
  std::optional<Turn> TakeDue() {
    auto turn = house_.turns().TakeDue(kLease, Soon());
    EXPECT_THAT(turn, IsOk());
    return turn.ok() ? *turn : std::nullopt;
  }
  std::optional<Turn> Take(int n) {
    auto turn = house_.turns().Take(Clinic(n), kLease, Soon());
    EXPECT_THAT(turn, IsOk());
    return turn.ok() ? *turn : std::nullopt;
  }
  Turns& turns() { return house_.turns(); }

  House house_;
};

using Houses = ::testing::Types<InMemory, InPostgres, ThroughPgBouncer>;
TYPED_TEST_SUITE(TurnsContract, Houses);

TYPED_TEST(TurnsContract, GivesANewClinicsTurnOnce) {
  EXPECT_FALSE(this->TakeDue().has_value());
  this->house_.Add(1);

  const std::optional<Turn> turn = this->TakeDue();
  ASSERT_TRUE(turn.has_value());
  EXPECT_EQ(turn->clinic, Clinic(1));
  EXPECT_EQ(turn->failures, 0);
  EXPECT_FALSE(this->TakeDue().has_value());
  EXPECT_FALSE(this->Take(1).has_value());
}

TYPED_TEST(TurnsContract, GivesItAgainWhenItIsDueAgain) {
  this->house_.Add(1);
  ASSERT_THAT(this->turns().Done(*this->TakeDue(), kNext, Soon()), IsOk());

  this->house_.Pass(absl::Minutes(14));
  EXPECT_FALSE(this->TakeDue().has_value());
  this->house_.Pass(absl::Minutes(2));
  EXPECT_TRUE(this->TakeDue().has_value());
}

TYPED_TEST(TurnsContract, GivesTheTurnOfAClinicThatIsBeingCalledSooner) {
  this->house_.Add(1);
  ASSERT_THAT(this->turns().Done(*this->TakeDue(), kNext, Soon()), IsOk());
  this->house_.Pass(absl::Minutes(2));
  EXPECT_FALSE(this->TakeDue().has_value());

  this->house_.Call(1);
  EXPECT_TRUE(this->TakeDue().has_value());
}

TYPED_TEST(TurnsContract, BeginsWithTheClinicThatWaitedLongest) {
  this->house_.Add(1);
  ASSERT_THAT(this->turns().Done(*this->TakeDue(), kNext, Soon()), IsOk());
  this->house_.Pass(absl::Minutes(5));
  this->house_.Add(2);
  ASSERT_THAT(this->turns().Done(*this->TakeDue(), kNext, Soon()), IsOk());
  this->house_.Pass(absl::Hours(1));

  EXPECT_EQ(this->TakeDue()->clinic, Clinic(1));
  EXPECT_EQ(this->TakeDue()->clinic, Clinic(2));
  EXPECT_FALSE(this->TakeDue().has_value());
}

// The work of a replica that died is done by another one.
TYPED_TEST(TurnsContract, GivesATurnToSomebodyElseWhenItsLeaseIsOver) {
  this->house_.Add(1);
  const std::optional<Turn> lost = this->TakeDue();
  this->house_.Pass(kLease - absl::Seconds(10));
  ASSERT_THAT(this->turns().Keep(*lost, kLease, Soon()), IsOk());
  this->house_.Pass(kLease - absl::Seconds(10));
  EXPECT_FALSE(this->TakeDue().has_value());
  this->house_.Pass(absl::Seconds(20));

  const std::optional<Turn> taken_over = this->TakeDue();
  ASSERT_TRUE(taken_over.has_value());
  EXPECT_NE(taken_over->token, lost->token);
  EXPECT_THAT(this->turns().Keep(*lost, kLease, Soon()), StatusIs(absl::StatusCode::kAborted));
  // What the loser says at its end takes nothing from the other.
  EXPECT_THAT(this->turns().Done(*lost, kNext, Soon()), IsOk());
  EXPECT_THAT(this->turns().GiveBack(*lost, Soon()), IsOk());
  EXPECT_FALSE(this->TakeDue().has_value());
  EXPECT_THAT(this->turns().Keep(*taken_over, kLease, Soon()), IsOk());
}

TYPED_TEST(TurnsContract, CountsFailuresUntilOneTurnSucceeds) {
  this->house_.Add(1);
  for (int failures = 0; failures < 3; ++failures) {
    const std::optional<Turn> turn = this->TakeDue();
    ASSERT_TRUE(turn.has_value());
    EXPECT_EQ(turn->failures, failures);
    ASSERT_THAT(this->turns().Failed(*turn, absl::Minutes(4), Soon()), IsOk());
    this->house_.Pass(absl::Minutes(3));
    EXPECT_FALSE(this->TakeDue().has_value());
    this->house_.Pass(absl::Minutes(2));
  }
  ASSERT_THAT(this->turns().Done(*this->TakeDue(), kNext, Soon()), IsOk());
  this->house_.Pass(absl::Hours(1));
  EXPECT_EQ(this->TakeDue()->failures, 0);
}

TYPED_TEST(TurnsContract, TakesATurnBack) {
  this->house_.Add(1);
  ASSERT_THAT(this->turns().GiveBack(*this->TakeDue(), Soon()), IsOk());

  EXPECT_TRUE(this->TakeDue().has_value());
}

TYPED_TEST(TurnsContract, GivesATurnThatIsAskedForAtOnce) {
  this->house_.Add(1);
  ASSERT_THAT(this->turns().Done(*this->Take(1), kNext, Soon()), IsOk());
  EXPECT_FALSE(this->TakeDue().has_value());

  ASSERT_THAT(this->turns().MakeDue(Clinic(1), Soon()), IsOk());
  EXPECT_TRUE(this->TakeDue().has_value());
  EXPECT_THAT(this->turns().MakeDue(Clinic(2), Soon()), FailsWith(DomainError::kClinicNotFound));
  EXPECT_THAT(this->turns().Take(Clinic(2), kLease, Soon()),
              FailsWith(DomainError::kClinicNotFound));
}

// Four replicas, eight clinics: every clinic's turn is taken once.
TYPED_TEST(TurnsContract, GivesEachTurnToOneOfManyWhoAskAtOnce) {
  for (int n = 1; n <= 8; ++n) this->house_.Add(n);
  std::mutex mutex;
  std::multiset<ClinicId> taken;
  std::vector<std::thread> replicas;
  for (int replica = 0; replica < 4; ++replica) {
    replicas.emplace_back([&] {
      for (int i = 0; i < 8; ++i) {
        const std::optional<Turn> turn = this->TakeDue();
        const std::lock_guard lock(mutex);
        if (turn.has_value()) taken.insert(turn->clinic);
      }
    });
  }
  for (std::thread& replica : replicas) replica.join();

  EXPECT_EQ(taken.size(), 8u);
  EXPECT_EQ(std::set<ClinicId>(taken.begin(), taken.end()).size(), 8u);
}

TEST(PostgresTurns, LeavesADisabledClinicAlone) {
  InPostgres house;
  house.Add(1);
  ClinicAdmin admin(house.pool());
  ASSERT_THAT(admin.SetActive(Clinic(1), false, Soon()), IsOk());

  EXPECT_FALSE(house.turns().TakeDue(kLease, Soon())->has_value());
  EXPECT_THAT(house.turns().Take(Clinic(1), kLease, Soon()),
              FailsWith(DomainError::kClinicNotFound));
}

TEST(PostgresTurns, SpreadsTheFirstTurnsOfManyClinics) {
  InPostgres house;
  for (int n = 1; n <= 9; ++n) house.Add(n);
  PostgresTurns turns(
      house.pool(), {.table = "schedule_cache.directory_syncs", .first_within = absl::Minutes(10)});
  ASSERT_THAT(turns.TakeDue(kLease, Soon()), IsOk());

  EXPECT_EQ(house.database().Execute("SELECT count(DISTINCT due_at) FROM "
                                     "schedule_cache.directory_syncs WHERE due_at - now() "
                                     "BETWEEN interval '-1 minute' AND interval '10 minutes'"),
            "9");
}

}  // namespace
}  // namespace frontdesk
