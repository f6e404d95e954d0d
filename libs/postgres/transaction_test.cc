#include "libs/postgres/transaction.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/barrier.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::FailsWith;
using test::IsOk;
using test::IsOkAndHolds;
using test::ScratchDatabase;

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

class TransactionTest : public ::testing::Test {
 protected:
  TransactionTest() { database_.Execute("CREATE TABLE public.rows (n int PRIMARY KEY, v text)"); }

  std::string Rows() { return database_.Execute("SELECT count(*) FROM public.rows"); }

  ScratchDatabase database_ = ScratchDatabase::Empty();
  PostgresPool pool_{{.url = database_.url()}};
};

TEST_F(TransactionTest, KeepsWhatItsBodyDidAndReturnsItsAnswer) {
  const absl::StatusOr<int> answer =
      InTransaction(pool_, Soon(), [](pqxx::work& txn) -> absl::StatusOr<int> {
        return txn.exec_params1("INSERT INTO public.rows VALUES ($1) RETURNING n", 7)[0].as<int>();
      });

  EXPECT_THAT(answer, IsOkAndHolds(7));
  EXPECT_EQ(Rows(), "1");
}

TEST_F(TransactionTest, UndoesEverythingWhenItsBodyFails) {
  const absl::Status status = InTransaction(pool_, Soon(), [](pqxx::work& txn) -> absl::Status {
    txn.exec("INSERT INTO public.rows VALUES (1)");
    return MakeError(DomainError::kSlotTaken, "changed our mind");
  });

  EXPECT_THAT(status, FailsWith(DomainError::kSlotTaken));
  EXPECT_EQ(Rows(), "0");
}

TEST_F(TransactionTest, UndoesEverythingWhenAStatementFails) {
  const absl::Status status = InTransaction(pool_, Soon(), [](pqxx::work& txn) -> absl::Status {
    txn.exec("INSERT INTO public.rows VALUES (1)");
    txn.exec("INSERT INTO public.rows VALUES (1)");
    return absl::OkStatus();
  });

  EXPECT_EQ(SqlStateOf(status), kUniqueViolation);
  EXPECT_TRUE(Violates(status, "rows_pkey")) << status;
  EXPECT_EQ(Rows(), "0");
}

TEST_F(TransactionTest, StopsAStatementAtTheDeadline) {
  const absl::Time start = absl::Now();

  const absl::Status status =
      InTransaction(pool_, start + absl::Milliseconds(300), [](pqxx::work& txn) -> absl::Status {
        txn.exec("SELECT pg_sleep(60)");
        return absl::OkStatus();
      });

  EXPECT_THAT(status, FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_EQ(SqlStateOf(status), "57014");
  EXPECT_LT(absl::Now() - start, absl::Seconds(30));
}

// PgBouncer hands the session to someone else after the transaction.
TEST_F(TransactionTest, LeavesNoSettingBehindInTheSession) {
  const auto setting = [this] {
    return InTransaction(pool_, Soon(), [](pqxx::work& txn) -> absl::StatusOr<std::string> {
      return txn.exec1("SELECT reset_val FROM pg_settings WHERE name = 'statement_timeout'")[0]
          .as<std::string>();
    });
  };
  ASSERT_THAT(setting(), IsOkAndHolds("0"));

  absl::StatusOr<PostgresPool::Lease> lease = pool_.Acquire(Soon());
  ASSERT_THAT(lease, IsOk());
  pqxx::work txn(**lease);
  EXPECT_EQ(txn.exec1("SHOW statement_timeout")[0].as<std::string>(), "0");
}

constexpr char kLoseTheRace[] = "DO $$BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END$$";

TEST_F(TransactionTest, RunsAgainAsAWholeWhenItLostAgainstAConcurrentOne) {
  int runs = 0;
  const absl::Status status = InTransaction(pool_, Soon(), [&](pqxx::work& txn) -> absl::Status {
    txn.exec("INSERT INTO public.rows VALUES (1)");
    if (++runs == 1) txn.exec(kLoseTheRace);
    return absl::OkStatus();
  });

  EXPECT_THAT(status, IsOk());
  EXPECT_EQ(runs, 2);
  EXPECT_EQ(Rows(), "1");
}

TEST_F(TransactionTest, GivesUpWhenItLosesEachTime) {
  int runs = 0;
  const absl::Status status = InTransaction(pool_, Soon(), [&](pqxx::work& txn) -> absl::Status {
    ++runs;
    txn.exec(kLoseTheRace);
    return absl::OkStatus();
  });

  EXPECT_TRUE(IsConflict(status)) << status;
  EXPECT_EQ(runs, 3);
}

TEST_F(TransactionTest, TellsADeadlockAsAConflictToItsVictimAlone) {
  database_.Execute("INSERT INTO public.rows VALUES (1), (2)");
  auto* const both_hold_one = new absl::Barrier(2);
  const auto lock_both = [&](int first, int second) {
    bool is_first_run = true;
    return InTransaction(pool_, Soon(), [&](pqxx::work& txn) -> absl::Status {
      txn.exec_params("SELECT 1 FROM public.rows WHERE n = $1 FOR UPDATE", first);
      if (std::exchange(is_first_run, false) && both_hold_one->Block()) delete both_hold_one;
      txn.exec_params("UPDATE public.rows SET v = 'done' WHERE n = $1", second);
      return absl::OkStatus();
    });
  };
  absl::Status other;
  std::thread thread([&] { other = lock_both(2, 1); });
  const absl::Status one = lock_both(1, 2);
  thread.join();

  // The server picks one victim of the deadlock; at least the other gets through the first time.
  EXPECT_TRUE(one.ok() || other.ok()) << one << other;
  EXPECT_TRUE(one.ok() || IsConflict(one)) << one;
  EXPECT_TRUE(other.ok() || IsConflict(other)) << other;
}

TEST_F(TransactionTest, IsInDoubtWhenTheAnswerToItsCommitGetsLost) {
  // The server dies while it commits: the deferred trigger runs inside COMMIT.
  database_.Execute(
      "CREATE FUNCTION public.die() RETURNS trigger LANGUAGE plpgsql AS "
      "$$BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60); RETURN NULL; "
      "END$$;"
      "CREATE CONSTRAINT TRIGGER die AFTER INSERT ON public.rows DEFERRABLE INITIALLY DEFERRED "
      "FOR EACH ROW EXECUTE FUNCTION public.die()");

  const absl::Status status = InTransaction(pool_, Soon(), [](pqxx::work& txn) -> absl::Status {
    txn.exec("INSERT INTO public.rows VALUES (1)");
    return absl::OkStatus();
  });

  EXPECT_TRUE(CommitInDoubt(status)) << status;
}

TEST_F(TransactionTest, StartsOnAFreshConnectionWhenTheServerWasRestarted) {
  const auto insert = [&](int n) {
    return InTransaction(pool_, Soon(), [n](pqxx::work& txn) -> absl::Status {
      txn.exec_params0("INSERT INTO public.rows VALUES ($1)", n);
      return absl::OkStatus();
    });
  };
  ASSERT_THAT(insert(1), IsOk());

  database_.cluster().Crash();
  EXPECT_THAT(insert(2), FailsWith(DomainError::kBookingSystemUnavailable));
  database_.cluster().Start();

  EXPECT_THAT(insert(3), IsOk());
  EXPECT_EQ(Rows(), "2");
}

TEST_F(TransactionTest, CarriesOurValuesThereAndBack) {
  const absl::Time instant = absl::FromUnixMicros(1'784'000'000'123'456);
  const std::vector<std::string> texts = {"a,b", "", "quote\"", "NULL", "back\\slash"};
  const std::vector<absl::Time> times = {instant, absl::InfiniteFuture()};
  const std::string uuid = NewUuid();

  const absl::Status status = InTransaction(pool_, Soon(), [&](pqxx::work& txn) -> absl::Status {
    const pqxx::row row = txn.exec_params1(
        "SELECT $1::timestamptz, $2::text[], $3::timestamptz[], $4::uuid, $5::date, $6::text",
        ToTimestamptz(instant), ToArray(texts), ToTimestamptzArray(times), uuid,
        ToDate(absl::CivilDay(2026, 7, 14)), OrNull(std::nullopt));
    EXPECT_THAT(FromTimestamptz(row[0].c_str()), IsOkAndHolds(instant));
    EXPECT_THAT(FromArray(row[1].c_str()), IsOkAndHolds(texts));
    EXPECT_THAT(FromTimestamptzArray(row[2].c_str()), IsOkAndHolds(times));
    EXPECT_EQ(row[3].as<std::string>(), uuid);
    EXPECT_THAT(FromDate(row[4].c_str()), IsOkAndHolds(absl::CivilDay(2026, 7, 14)));
    EXPECT_TRUE(row[5].is_null());
    return absl::OkStatus();
  });

  EXPECT_THAT(status, IsOk());
}

}  // namespace
}  // namespace frontdesk
