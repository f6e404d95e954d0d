// Postgres over TLS with sslmode=verify-full: whoever is not the server that our authority named
// gets neither password nor query.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pqxx/transaction>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/migrator.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/status/domain_error.h"
#include "libs/testing/certificate_authority.h"
#include "libs/testing/scratch_cluster.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::CertificateAuthority;
using test::FailsWith;
using test::IsOk;
using test::IsOkAndHolds;
using ::testing::HasSubstr;

// One that nobody listens at; the server cannot say which one it would take by itself.
int FreePort() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof(address);
  EXPECT_EQ(::bind(fd, reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_EQ(::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size), 0);
  ::close(fd);
  return ntohs(address.sin_port);
}

class TlsTest : public ::testing::Test {
 protected:
  TlsTest() {
    const test::CertificateFiles files = authority_.Issue("localhost", "server");
    const std::string& folder = cluster_.folder();
    // As root, the server runs as another user.
    const std::string keep = absl::StrCat("install -m 600 ", ::geteuid() == 0 ? "-o postgres " : "",
                                          files.certificate, " ", files.key, " ", folder, "/data/");
    EXPECT_EQ(std::system(keep.c_str()), 0);
    pqxx::connection connection(cluster_.Url("postgres"));
    pqxx::nontransaction work(connection);
    for (const std::string& setting :
         {std::string("ssl = on"), std::string("ssl_cert_file = 'server.pem'"),
          std::string("ssl_key_file = 'server.key'"), std::string("listen_addresses = '127.0.0.1'"),
          absl::StrCat("port = ", port_)}) {
      work.exec("ALTER SYSTEM SET " + setting);
    }
    cluster_.Stop();
    cluster_.Start();
  }

  std::string Url(const std::string& host, const std::string& authority_file) const {
    return absl::StrCat("postgresql://postgres@", host, ":", port_,
                        "/postgres?sslmode=verify-full&sslrootcert=", authority_file);
  }

  // Whether a session through `url` is encrypted.
  absl::StatusOr<bool> Encrypted(const std::string& url) {
    PostgresPool pool({.url = url, .size = 1});
    return InTransaction(
        pool, absl::Now() + absl::Seconds(20), [](pqxx::work& txn) -> absl::StatusOr<bool> {
          return txn.exec1("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")[0]
              .as<bool>();
        });
  }

  const CertificateAuthority authority_{"signer"};
  const int port_ = FreePort();
  test::ScratchCluster cluster_;
};

TEST_F(TlsTest, IsSpokenWithTheServerThatOurAuthorityNamed) {
  EXPECT_THAT(Encrypted(Url("localhost", authority_.file())), IsOkAndHolds(true));
  EXPECT_THAT(Migrate(Url("localhost", authority_.file()), "deploy/postgres/migrations"), IsOk());
}

TEST_F(TlsTest, IsRefusedToAnyOther) {
  const CertificateAuthority other("other");
  EXPECT_THAT(Encrypted(Url("localhost", other.file())),
              FailsWith(DomainError::kBookingSystemUnavailable));
  const absl::Status refused =
      Migrate(Url("localhost", other.file()), "deploy/postgres/migrations").status();
  EXPECT_THAT(refused.ToString(), HasSubstr("certificate verify failed"));
  // The certificate is good at localhost and 127.0.0.1.
  EXPECT_THAT(Encrypted(Url("db.example", authority_.file()) + "&hostaddr=127.0.0.1"),
              FailsWith(DomainError::kBookingSystemUnavailable));
}

}  // namespace
}  // namespace frontdesk
