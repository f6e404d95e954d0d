#include "libs/postgres/postgres_pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <pqxx/connection_base>
#include <pqxx/nontransaction>
#include <pqxx/transaction>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/metrics.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::FailsWith;
using test::IsOk;
using test::IsOkAndHolds;
using test::ScratchDatabase;
using test::StatusIs;
using ::testing::HasSubstr;
using ::testing::Not;

absl::Time Soon() { return absl::Now() + absl::Seconds(20); }

absl::StatusOr<int> Ask(PostgresPool& pool, const std::string& sql) {
  ASSIGN_OR_RETURN(const PostgresPool::Lease lease, pool.Acquire(Soon()));
  return CatchingPqxx([&]() -> absl::StatusOr<int> {
    pqxx::nontransaction work(*lease);
    return work.exec1(sql)[0].as<int>();
  });
}

constexpr char kBackend[] = "SELECT pg_backend_pid()";

TEST(PostgresPool, UsesAConnectionAgain) {
  const ScratchDatabase database = ScratchDatabase::Empty();
  PostgresPool pool({.url = database.url(), .size = 2});

  const absl::StatusOr<int> first = Ask(pool, kBackend);

  ASSERT_THAT(first, IsOk());
  EXPECT_THAT(Ask(pool, kBackend), IsOkAndHolds(*first));
  EXPECT_EQ(pool.stats().idle, 1);
  EXPECT_EQ(pool.stats().in_use, 0);
}

TEST(PostgresPool, LendsNoMoreThanItsSize) {
  const ScratchDatabase database = ScratchDatabase::Empty();
  PostgresPool pool({.url = database.url(), .size = 2});
  absl::StatusOr<PostgresPool::Lease> one = pool.Acquire(Soon());
  absl::StatusOr<PostgresPool::Lease> two = pool.Acquire(Soon());
  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(two, IsOk());
  EXPECT_EQ(pool.stats().in_use, 2);

  EXPECT_THAT(pool.Acquire(absl::Now() + absl::Milliseconds(20)),
              FailsWith(DomainError::kBookingSystemUnavailable));

  // A waiting caller gets what another gives back.
  std::thread giver([lease = std::optional(*std::move(one))]() mutable { lease.reset(); });
  EXPECT_THAT(pool.Acquire(Soon()), IsOk());
  giver.join();
}

TEST(PostgresPool, ServesManyThreadsWithFewConnections) {
  const ScratchDatabase database = ScratchDatabase::Empty();
  database.Execute("CREATE TABLE public.hits (n int)");
  PostgresPool pool({.url = database.url(), .size = 3});
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&pool] {
      for (int n = 0; n < 20; ++n) {
        EXPECT_THAT(Ask(pool, "INSERT INTO public.hits VALUES (1) RETURNING n"), IsOkAndHolds(1));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(database.Execute("SELECT count(*) FROM public.hits"), "160");
  EXPECT_LE(pool.stats().idle, 3);
  EXPECT_EQ(pool.stats().in_use, 0);
}

TEST(PostgresPool, ReplacesAConnectionThatTheServerClosedWhileItWasIdle) {
  const ScratchDatabase database = ScratchDatabase::Empty();
  PostgresPool pool({.url = database.url()});
  const absl::StatusOr<int> before = Ask(pool, kBackend);
  ASSERT_THAT(before, IsOk());

  database.Disconnect();

  const absl::StatusOr<int> after = Ask(pool, kBackend);
  ASSERT_THAT(after, IsOk());
  EXPECT_NE(*after, *before);
}

TEST(PostgresPool, RecoversByItselfWhenTheServerComesBack) {
  const ScratchDatabase database = ScratchDatabase::Empty();
  PostgresPool pool({.url = database.url()});
  ASSERT_THAT(Ask(pool, "SELECT 1"), IsOkAndHolds(1));

  database.cluster().Crash();
  EXPECT_THAT(Ask(pool, "SELECT 1"), FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_EQ(pool.stats().in_use, 0);

  database.cluster().Start();
  EXPECT_THAT(Ask(pool, "SELECT 1"), IsOkAndHolds(1));
}

TEST(PostgresPool, ThrowsAwayAConnectionThatBrokeInUse) {
  const ScratchDatabase database = ScratchDatabase::Empty();
  PostgresPool pool({.url = database.url()});

  EXPECT_THAT(Ask(pool, "SELECT pg_terminate_backend(pg_backend_pid())::int"),
              FailsWith(DomainError::kBookingSystemUnavailable));

  EXPECT_EQ(pool.stats().idle, 0);
  EXPECT_THAT(Ask(pool, "SELECT 1"), IsOkAndHolds(1));
}

// libpqxx 6 would reconnect silently, and the second half of a transaction would run without its
// first.
TEST(PostgresPool, NeverReconnectsInTheMiddleOfATransaction) {
  const ScratchDatabase database = ScratchDatabase::Empty();
  database.Execute("CREATE TABLE public.halves (n int)");
  PostgresPool pool({.url = database.url()});
  {
    absl::StatusOr<PostgresPool::Lease> lease = pool.Acquire(Soon());
    ASSERT_THAT(lease, IsOk());
    pqxx::work txn(**lease);
    txn.exec("INSERT INTO public.halves VALUES (1)");
    database.Disconnect();
    const auto insert = [&](int n) {
      return CatchingPqxx([&]() -> absl::Status {
        txn.exec(absl::StrCat("INSERT INTO public.halves VALUES (", n, ")"));
        return absl::OkStatus();
      });
    };
    EXPECT_THAT(insert(2), FailsWith(DomainError::kBookingSystemUnavailable));
    EXPECT_THAT(insert(3), Not(IsOk()));
  }

  EXPECT_EQ(database.Execute("SELECT count(*) FROM public.halves"), "0");
}

TEST(PostgresPool, IsMeasured) {
  const ScratchDatabase database = ScratchDatabase::Empty();
  PostgresPool pool({.url = database.url(), .size = 2, .owner = "measured"});
  absl::StatusOr<PostgresPool::Lease> lease = pool.Acquire(Soon());
  ASSERT_THAT(lease, IsOk());

  const std::string text = metrics::Text();
  for (const char* line : {"frontdesk_postgres_connections{pool=\"measured\",state=\"in_use\"} 1\n",
                           "frontdesk_postgres_connections{pool=\"measured\",state=\"idle\"} 0\n",
                           "frontdesk_postgres_connections_max{pool=\"measured\"} 2\n",
                           "frontdesk_postgres_wait_seconds_count{outcome=\"lent\","
                           "pool=\"measured\"} 1\n"}) {
    EXPECT_THAT(text, HasSubstr(line));
  }
}

TEST(PostgresPool, CanDiscardAConnectionOnRequest) {
  const ScratchDatabase database = ScratchDatabase::Empty();
  PostgresPool pool({.url = database.url()});
  {
    absl::StatusOr<PostgresPool::Lease> lease = pool.Acquire(Soon());
    ASSERT_THAT(lease, IsOk());
    lease->Discard();
  }

  EXPECT_EQ(pool.stats().idle, 0);
}

TEST(PostgresPool, GivesUpOnASilentServerAtTheDeadline) {
  // Takes connections, and never says a word.
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t length = sizeof(address);
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), length), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &length), 0);
  PostgresPool pool({.url = absl::StrCat("postgresql://desk@127.0.0.1:", ntohs(address.sin_port),
                                         "/front?sslmode=disable")});
  const absl::Time start = absl::Now();

  EXPECT_THAT(pool.Acquire(start + absl::Milliseconds(100)),
              FailsWith(DomainError::kBookingSystemUnavailable));

  EXPECT_LT(absl::Now() - start, absl::Seconds(3));
  ::close(listener);
}

TEST(PostgresPool, RefusesAMalformedUrlWithoutRepeatingIt) {
  PostgresPool pool({.url = "postgresql://desk:hush@db.example/front?nonsense"});

  EXPECT_THAT(pool.Acquire(Soon()),
              StatusIs(absl::StatusCode::kInvalidArgument, Not(HasSubstr("hush"))));
}

TEST(PostgresPool, KeepsTheRowOutOfTheErrorOfAViolation) {
  const ScratchDatabase database = ScratchDatabase::Empty();
  database.Execute(
      "CREATE TABLE public.people (name text CONSTRAINT one_of_each UNIQUE);"
      "INSERT INTO public.people VALUES ('Casey Caller')");
  PostgresPool pool({.url = database.url()});

  const absl::Status status =
      Ask(pool, "INSERT INTO public.people VALUES ('Casey Caller') RETURNING 1").status();

  EXPECT_TRUE(Violates(status, "one_of_each")) << status;
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal, Not(HasSubstr("Casey"))));
}

}  // namespace
}  // namespace frontdesk
