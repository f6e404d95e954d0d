// A server that stays connected and says nothing any more must not hold a thread of ours.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <pqxx/transaction>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/postgres/transaction.h"
#include "libs/status/domain_error.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::FailsWith;
using test::IsOk;
using test::IsOkAndHolds;
using test::ScratchDatabase;

// Says all that a server says when somebody logs in, and then reads without ever answering.
class MuteServer {
 public:
  MuteServer() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof(address);
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), length), 0);
    EXPECT_EQ(::listen(listener_, 100), 0);
    EXPECT_EQ(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length), 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { Welcome(); });
  }

  ~MuteServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    for (const int client : clients_) ::close(client);
    ::close(listener_);
  }

  std::string url() const {
    return absl::StrCat("postgresql://desk@127.0.0.1:", port_, "/front?sslmode=disable");
  }

 private:
  static std::string Message(char type, const std::string& body) {
    return absl::StrCat(std::string(1, type), std::string(3, '\0'),
                        std::string(1, static_cast<char>(body.size() + 4)), body);
  }

  static std::string Parameter(const std::string& name, const std::string& value) {
    return Message('S', name + '\0' + value + '\0');
  }

  void Welcome() {
    const std::string welcome =
        absl::StrCat(Message('R', std::string(4, '\0')), Parameter("server_version", "15.0"),
                     Parameter("client_encoding", "UTF8"), Message('Z', "I"));
    for (int client = ::accept(listener_, nullptr, nullptr); client >= 0;
         client = ::accept(listener_, nullptr, nullptr)) {
      clients_.push_back(client);
      std::array<char, 1024> greeting;
      if (::read(client, greeting.data(), greeting.size()) <= 0) continue;
      EXPECT_EQ(::write(client, welcome.data(), welcome.size()),
                static_cast<ssize_t>(welcome.size()));
    }
  }

  const int listener_;
  int port_ = 0;
  std::vector<int> clients_;
  std::thread thread_;
};

absl::StatusOr<std::string> Ask(PostgresPool& pool, absl::Time deadline, const std::string& sql) {
  return InTransaction(pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::string> {
    return txn.exec1(sql)[0].as<std::string>();
  });
}

// Long enough for a busy machine, short beside "for ever".
constexpr absl::Duration kWait = absl::Milliseconds(200);
constexpr absl::Duration kMuchLonger = absl::Seconds(10);

TEST(HangingServer, HoldsNobodyBeyondTheDeadline) {
  MuteServer server;
  PostgresPool pool({.url = server.url(), .size = 2});
  const absl::Time start = absl::Now();

  EXPECT_THAT(Ask(pool, start + kWait, "SELECT 1"),
              FailsWith(DomainError::kBookingSystemUnavailable));

  EXPECT_GE(absl::Now() - start, kWait);
  EXPECT_LT(absl::Now() - start, kMuchLonger);
  EXPECT_EQ(pool.stats().in_use, 0);
  EXPECT_EQ(pool.stats().idle, 0) << "a connection that said nothing is not used again";
}

TEST(HangingServer, HoldsNobodyHoweverManyWaitForAConnection) {
  MuteServer server;
  PostgresPool pool({.url = server.url(), .size = 2});
  const absl::Time start = absl::Now();
  std::vector<std::thread> callers;
  for (int i = 0; i < 16; ++i) {
    callers.emplace_back([&] {
      EXPECT_THAT(Ask(pool, start + kWait, "SELECT 1"),
                  FailsWith(DomainError::kBookingSystemUnavailable));
    });
  }
  for (std::thread& caller : callers) caller.join();

  EXPECT_LT(absl::Now() - start, kMuchLonger);
  EXPECT_EQ(pool.stats().in_use, 0);
}

// The backend of a connection, stopped in its tracks while the object lives.
class Stopped {
 public:
  explicit Stopped(int backend) : backend_(backend) { EXPECT_EQ(::kill(backend_, SIGSTOP), 0); }
  ~Stopped() { ::kill(backend_, SIGCONT); }

 private:
  const int backend_;
};

absl::StatusOr<int> Backend(pqxx::work& txn) {
  return txn.exec1("SELECT pg_backend_pid()")[0].as<int>();
}

TEST(HangingServer, IsReplacedWhereItsOwnProcessHangs) {
  const ScratchDatabase database = ScratchDatabase::Empty();
  PostgresPool pool({.url = database.url(), .size = 2});
  const auto backend = InTransaction(pool, absl::Now() + absl::Seconds(20), Backend);
  ASSERT_THAT(backend, IsOk());
  const Stopped stopped(*backend);
  const absl::Time start = absl::Now();

  EXPECT_THAT(Ask(pool, start + kWait, "SELECT 1"),
              FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_LT(absl::Now() - start, kMuchLonger);

  // The next one gets a new connection.
  EXPECT_THAT(Ask(pool, absl::Now() + absl::Seconds(20), "SELECT 1"), IsOkAndHolds("1"));
}

TEST(HangingServer, LeavesACommitInDoubt) {
  const ScratchDatabase database = ScratchDatabase::Empty();
  database.Execute("CREATE TABLE public.words (word text)");
  PostgresPool pool({.url = database.url(), .size = 2});
  auto transaction = Transaction::Begin(pool, absl::Now() + absl::Seconds(3));
  ASSERT_THAT(transaction, IsOk());
  transaction->work().exec("INSERT INTO public.words VALUES ('here')");
  const auto backend = Backend(transaction->work());
  ASSERT_THAT(backend, IsOk());

  absl::Status committed;
  {
    const Stopped stopped(*backend);
    committed = transaction->Commit();
  }

  EXPECT_TRUE(CommitInDoubt(committed)) << committed;
}

}  // namespace
}  // namespace frontdesk
