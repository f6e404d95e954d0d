// That everything in this folder works through PgBouncer in transaction mode, as managed databases
// offer it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <pqxx/transaction>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/migrator.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/scratch_pgbouncer.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::IsOk;
using test::IsOkAndHolds;

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

class ThroughPgBouncer : public ::testing::Test {
 protected:
  test::ScratchDatabase database_ = test::ScratchDatabase::Empty();
  test::ScratchPgBouncer bouncer_;
  PostgresPool pool_{{.url = bouncer_.Url(database_.name()), .size = 4}};
};

TEST_F(ThroughPgBouncer, ManyClientsShareOneSessionWithoutMeetingEachOther) {
  database_.Execute("CREATE TABLE public.seen (n int, backend int)");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([this] {
      for (int n = 0; n < 25; ++n) {
        EXPECT_THAT(InTransaction(pool_, Soon(),
                                  [n](pqxx::work& txn) -> absl::Status {
                                    txn.exec_params0(
                                        "INSERT INTO public.seen VALUES ($1, pg_backend_pid())", n);
                                    return absl::OkStatus();
                                  }),
                    IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(
      database_.Execute("SELECT count(*) || ' by ' || count(DISTINCT backend) FROM public.seen"),
      "100 by 1");
}

TEST_F(ThroughPgBouncer, ADeadlineStaysInItsOwnTransaction) {
  const auto timeout = [this](absl::Time deadline) {
    return InTransaction(pool_, deadline, [](pqxx::work& txn) -> absl::StatusOr<std::string> {
      return txn.exec1("SELECT current_setting('statement_timeout')")[0].as<std::string>();
    });
  };
  ASSERT_THAT(timeout(Soon()), IsOk());

  absl::StatusOr<PostgresPool::Lease> lease = pool_.Acquire(Soon());
  ASSERT_THAT(lease, IsOk());
  pqxx::work txn(**lease);
  EXPECT_EQ(txn.exec1("SHOW statement_timeout")[0].as<std::string>(), "0");
}

TEST_F(ThroughPgBouncer, MigrationsRunSideBySide) {
  const std::string folder = absl::StrCat(std::getenv("TEST_TMPDIR"), "/migrations");
  std::filesystem::create_directories(folder);
  std::ofstream(folder + "/V001__create.sql") << "CREATE TABLE public.t (n int)";
  std::ofstream(folder + "/V002__fill.sql") << "INSERT INTO public.t VALUES (1)";
  const std::string url = bouncer_.Url(database_.name());
  absl::StatusOr<std::vector<Migration>> other;
  std::thread thread([&] { other = Migrate(url, folder); });
  const absl::StatusOr<std::vector<Migration>> one = Migrate(url, folder);
  thread.join();

  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(other, IsOk());
  EXPECT_EQ(one->size() + other->size(), 2u);
  EXPECT_EQ(database_.Execute("SELECT sum(n) FROM public.t"), "1");
}

TEST_F(ThroughPgBouncer, ThePoolRecoversWhenTheServerBehindIsRestarted) {
  const auto ask = [this] {
    return InTransaction(pool_, Soon(), [](pqxx::work& txn) -> absl::StatusOr<int> {
      return txn.exec1("SELECT 1")[0].as<int>();
    });
  };
  ASSERT_THAT(ask(), IsOkAndHolds(1));

  database_.cluster().Stop();
  database_.cluster().Start();

  EXPECT_THAT(ask(), IsOkAndHolds(1));
}

TEST_F(ThroughPgBouncer, ValuesArriveAsTheyAre) {
  const absl::Time instant = absl::FromUnixMicros(1'784'000'000'123'456);
  const std::vector<std::string> texts = {"a,b", "\xC3\xA9"};

  EXPECT_THAT(InTransaction(pool_, Soon(),
                            [&](pqxx::work& txn) -> absl::Status {
                              const pqxx::row row =
                                  txn.exec_params1("SELECT $1::timestamptz, $2::text[]",
                                                   ToTimestamptz(instant), ToArray(texts));
                              EXPECT_THAT(FromTimestamptz(row[0].c_str()), IsOkAndHolds(instant));
                              EXPECT_THAT(FromArray(row[1].c_str()), IsOkAndHolds(texts));
                              return absl::OkStatus();
                            }),
              IsOk());
}

}  // namespace
}  // namespace frontdesk
