#include "libs/postgres/single_read.h"

#include <gtest/gtest.h>

#include <pqxx/nontransaction>
#include <pqxx/result>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/status/domain_error.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::FailsWith;
using test::IsOkAndHolds;
using test::ScratchDatabase;

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

class SingleReadTest : public ::testing::Test {
 protected:
  absl::StatusOr<int> Double(int n) {
    return SingleRead(pool_, Soon(), [n](pqxx::nontransaction& read) -> absl::StatusOr<int> {
      return read.exec_params1("SELECT 2 * $1::int", n)[0].as<int>();
    });
  }

  ScratchDatabase database_ = ScratchDatabase::Empty();
  PostgresPool pool_{{.url = database_.url(), .size = 1}};
};

TEST_F(SingleReadTest, AnswersWithoutATransaction) {
  EXPECT_THAT(Double(21), IsOkAndHolds(42));

  const auto in_transaction =
      SingleRead(pool_, Soon(), [](pqxx::nontransaction& read) -> absl::StatusOr<bool> {
        // Of two statements in one transaction the second sees the time of the first.
        const auto first = read.exec1("SELECT now()::text")[0].as<std::string>();
        read.exec("SELECT pg_sleep(0.001)");
        return read.exec1("SELECT now()::text")[0].as<std::string>() == first;
      });
  EXPECT_THAT(in_transaction, IsOkAndHolds(false));
}

TEST_F(SingleReadTest, TellsWhatTheServerDoesNotLike) {
  int runs = 0;
  const auto answer =
      SingleRead(pool_, Soon(), [&](pqxx::nontransaction& read) -> absl::StatusOr<int> {
        ++runs;
        return read.exec1("SELECT 1 FROM no_such_table")[0].as<int>();
      });

  EXPECT_EQ(SqlStateOf(answer.status()), "42P01");
  EXPECT_EQ(runs, 1);
}

TEST_F(SingleReadTest, CutsOffWhatHangs) {
  const absl::Time start = absl::Now();

  const auto answer = SingleRead(pool_, start + absl::Milliseconds(50),
                                 [](pqxx::nontransaction& read) -> absl::StatusOr<int> {
                                   read.exec("SELECT pg_sleep(60)");
                                   return 1;
                                 });

  EXPECT_THAT(answer, FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_LT(absl::Now() - start, absl::Seconds(30));
  EXPECT_THAT(Double(1), IsOkAndHolds(2));
}

TEST_F(SingleReadTest, AsksAgainWhereTheServerWasRestarted) {
  ASSERT_THAT(Double(1), IsOkAndHolds(2));
  database_.cluster().Crash();
  database_.cluster().Start();

  EXPECT_THAT(Double(2), IsOkAndHolds(4));
}

TEST_F(SingleReadTest, AsksNothingThatCannotBeAnsweredInTime) {
  bool ran = false;
  const auto answer = SingleRead(pool_, absl::Now() - absl::Milliseconds(1),
                                 [&](pqxx::nontransaction&) -> absl::StatusOr<int> {
                                   ran = true;
                                   return 1;
                                 });

  EXPECT_THAT(answer, FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace frontdesk
