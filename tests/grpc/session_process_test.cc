#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/testing/process.h"
#include "libs/testing/scratch_database.h"

// The session service as an operator runs it and as a program in another language sees it.
namespace frontdesk {
namespace {

using test::AwaitAnnounced;
using test::InTemp;
using test::Process;
using ::testing::HasSubstr;

constexpr char kClinic[] = "3f2c8f0e-0000-4000-8000-000000000001";

constexpr char kBinary[] = "services/session/session";

class SessionProcessTest : public ::testing::Test {
 protected:
  SessionProcessTest() {
    database_.Execute(absl::StrCat(
        "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone,"
        " contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('",
        kClinic, "', 'Example Clinic', 'AU', 'Australia/Sydney', 'desk@clinic.example', '', 'k',",
        " 'au1')"));
    std::ofstream(url_file_) << database_.UrlAs("frontdesk_session") << "\n";
  }

  const test::ScratchDatabase database_;
  const std::string url_file_ = InTemp("database-url");
  const std::string announce_file_ = InTemp("announced");
};

TEST_F(SessionProcessTest, ServesAPythonClientAndStopsWhenAskedTo) {
  Process service({kBinary, "--database-url-file", url_file_, "--announce-file", announce_file_});
  const std::string address = AwaitAnnounced(announce_file_, "SESSION_ADDR");
  ASSERT_NE(address, "") << service.errors();

  setenv("SESSION_ADDR", address.c_str(), /*overwrite=*/1);
  Process client({"/usr/bin/python3", "tests/grpc/call_services.py", "--session", "--clinic",
                  kClinic, "--protos", "protos"});
  EXPECT_EQ(client.Wait(), 0) << client.output() << client.errors();
  EXPECT_THAT(client.output(), HasSubstr(R"("reason": "CLINIC_NOT_FOUND")"));

  service.Signal(SIGTERM);
  EXPECT_EQ(service.Wait(), 0) << service.errors();
  EXPECT_THAT(service.errors(), HasSubstr(R"("event":"stopped")"));
}

TEST_F(SessionProcessTest, EndsWithOneLineOnAFlagThatItDoesNotHave) {
  Process service({kBinary, "--database-url-file", url_file_, "--nonsense"});

  EXPECT_EQ(service.Wait(), 2);
  EXPECT_EQ(service.errors(), "session: The following argument was not expected: --nonsense\n");
}

}  // namespace
}  // namespace frontdesk
