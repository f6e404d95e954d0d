#include "libs/postgres/single_write.h"

#include <gtest/gtest.h>

#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/result>

#include "absl/status/status.h"
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

class SingleWriteTest : public ::testing::Test {
 protected:
  SingleWriteTest() {
    const absl::Status made = SingleWrite(pool_, Soon(), [](pqxx::nontransaction& write) {
      write.exec0("CREATE TABLE kept (n int PRIMARY KEY)");
      return absl::OkStatus();
    });
    EXPECT_TRUE(made.ok()) << made;
  }

  absl::Status Keep(int n) {
    return SingleWrite(pool_, Soon(), [n](pqxx::nontransaction& write) {
      write.exec_params0("INSERT INTO kept VALUES ($1)", n);
      return absl::OkStatus();
    });
  }

  absl::StatusOr<int> Kept() {
    return SingleRead(pool_, Soon(), [](pqxx::nontransaction& read) -> absl::StatusOr<int> {
      return read.exec1("SELECT count(*) FROM kept")[0].as<int>();
    });
  }

  ScratchDatabase database_ = ScratchDatabase::Empty();
  PostgresPool pool_{{.url = database_.url(), .size = 1}};
};

TEST_F(SingleWriteTest, CommitsByItself) {
  ASSERT_TRUE(Keep(1).ok());

  PostgresPool others({.url = database_.url(), .size = 1});
  EXPECT_THAT(SingleRead(others, Soon(),
                         [](pqxx::nontransaction& read) -> absl::StatusOr<int> {
                           return read.exec1("SELECT count(*) FROM kept")[0].as<int>();
                         }),
              IsOkAndHolds(1));
}

TEST_F(SingleWriteTest, TellsWhatTheServerRefusesAndIsSureOfIt) {
  ASSERT_TRUE(Keep(1).ok());

  const absl::Status again = Keep(1);

  EXPECT_TRUE(Violates(again, "kept_pkey")) << again;
  EXPECT_FALSE(CommitInDoubt(again));
  EXPECT_THAT(Kept(), IsOkAndHolds(1));
}

TEST_F(SingleWriteTest, IsInDoubtWhereTheAnswerDoesNotComeInTime) {
  const absl::Status late = SingleWrite(
      pool_, absl::Now() + absl::Milliseconds(50), [](pqxx::nontransaction& write) -> absl::Status {
        write.exec("SELECT pg_sleep(60)");
        return absl::OkStatus();
      });

  EXPECT_THAT(late, FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_TRUE(CommitInDoubt(late)) << late;
  EXPECT_TRUE(Keep(1).ok());
}

TEST_F(SingleWriteTest, RunsAgainWhatLostAgainstAnother) {
  int runs = 0;
  const absl::Status kept =
      SingleWrite(pool_, Soon(), [&](pqxx::nontransaction& write) -> absl::Status {
        if (++runs < 3) throw pqxx::serialization_failure("another was first");
        write.exec("INSERT INTO kept VALUES (1)");
        return absl::OkStatus();
      });

  EXPECT_TRUE(kept.ok()) << kept;
  EXPECT_EQ(runs, 3);
}

TEST_F(SingleWriteTest, SendsNothingThatCannotBeAnsweredInTime) {
  bool ran = false;
  const absl::Status late = SingleWrite(pool_, absl::Now() - absl::Milliseconds(1),
                                        [&](pqxx::nontransaction&) -> absl::Status {
                                          ran = true;
                                          return absl::OkStatus();
                                        });

  EXPECT_THAT(late, FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_FALSE(CommitInDoubt(late));
  EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace frontdesk
