#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/scratch_database.h"

// The session service as an operator runs it and as a program in another language sees it.
namespace frontdesk {
namespace {

using ::testing::HasSubstr;

constexpr char kClinic[] = "3f2c8f0e-0000-4000-8000-000000000001";

std::string InTemp(const std::string& name) {
  return absl::StrCat(::testing::TempDir(), "/", name);
}

std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// A process whose output and errors go to files.
class Process {
 public:
  explicit Process(const std::vector<std::string>& words) {
    std::vector<char*> argv;
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, out_.c_str(), kFlags, 0600);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, err_.c_str(), kFlags, 0600);
    if (posix_spawn(&pid_, argv[0], &files, nullptr, argv.data(), environ) != 0) pid_ = -1;
    posix_spawn_file_actions_destroy(&files);
  }
  ~Process() {
    if (pid_ <= 0) return;
    Signal(SIGKILL);
    Wait();
  }

  void Signal(int signal) const { kill(pid_, signal); }

  // The exit code once the process has ended; -1 if it did not end by itself.
  int Wait() {
    int status = 0;
    if (pid_ <= 0 || waitpid(pid_, &status, 0) != pid_) return -1;
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::string output() const { return TextOf(out_); }
  std::string errors() const { return TextOf(err_); }

 private:
  const std::string out_ = InTemp(absl::StrCat("out.", absl::ToUnixNanos(absl::Now())));
  const std::string err_ = InTemp(absl::StrCat("err.", absl::ToUnixNanos(absl::Now())));
  pid_t pid_ = -1;
};

constexpr char kBinary[] = "services/session/session";

class SessionProcessTest : public ::testing::Test {
 protected:
  SessionProcessTest() {
    database_.Execute(absl::StrCat(
        "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone,"
        " contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('",
        kClinic, "', 'Example Clinic', 'AU', 'Australia/Sydney', 'desk@clinic.example', '', 'k',",
        " 'au1')"));
    std::ofstream(url_file_) << database_.url() << "\n";
  }

  // The address that the process announces; empty if it does not within half a minute.
  std::string Announced() const {
    const absl::Time deadline = absl::Now() + absl::Seconds(30);
    while (absl::Now() < deadline) {
      const std::string text = TextOf(announce_file_);
      if (!text.empty()) {
        return std::string(absl::StripSuffix(absl::StripPrefix(text, "SESSION_ADDR="), "\n"));
      }
      absl::SleepFor(absl::Milliseconds(10));
    }
    return "";
  }

  const test::ScratchDatabase database_;
  const std::string url_file_ = InTemp("database-url");
  const std::string announce_file_ = InTemp("announced");
};

TEST_F(SessionProcessTest, ServesAPythonClientAndStopsWhenAskedTo) {
  Process service({kBinary, "--database-url-file", url_file_, "--announce-file", announce_file_});
  const std::string address = Announced();
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
