#include "tools/frontdeskctl/sandboxed_ctl.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/cliniko_sandbox/sandbox_server.h"

namespace frontdesk::test {
namespace {

constexpr char kBinary[] = "tools/frontdeskctl/frontdeskctl";
constexpr char kWorld[] = "tests/cliniko_sandbox/worlds/demo.json";

}  // namespace

SandboxedCtl::SandboxedCtl()
    : folder_(absl::StrCat(std::getenv("TEST_TMPDIR"), "/",
                           ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
  ::mkdir(folder_.c_str(), 0700);
  absl::StatusOr<std::unique_ptr<sandbox::SandboxServer>> server =
      sandbox::SandboxServer::Start(ReadFile(kWorld), {});
  EXPECT_TRUE(server.ok()) << server.status();
  server_ = *std::move(server);
  Write("url", database_.UrlAs("frontdesk_operator"));
  Write("key", absl::StrCat(kHarbourKey, "\n"));
  EXPECT_EQ(Ctl("keyring new --file " + Path("keyring")).code, 0);
}

std::string SandboxedCtl::Path(const std::string& name) const {
  return absl::StrCat(folder_, "/", name);
}

std::string SandboxedCtl::ReadFile(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void SandboxedCtl::Write(const std::string& name, const std::string& text) {
  std::ofstream(Path(name)) << text;
  ASSERT_EQ(::chmod(Path(name).c_str(), 0600), 0);
}

std::string SandboxedCtl::CommandLine(const std::string& arguments) const {
  return absl::StrCat(kBinary, " --database-url-file ", Path("url"), " --keyring-file ",
                      Path("keyring"), " --cliniko-url ",
                      cliniko_url_.empty() ? server_->url() : cliniko_url_,
                      " --default-cliniko-rate ", rate_, " --cliniko-window-seconds ",
                      window_seconds_, " ", arguments);
}

SandboxedCtl::Result SandboxedCtl::Ctl(const std::string& arguments) {
  const std::string command =
      absl::StrCat(CommandLine(arguments), " >", Path("out"), " 2>", Path("err"));
  const int status = std::system(command.c_str());
  return {.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          .out = ReadFile(Path("out")),
          .err = ReadFile(Path("err"))};
}

SandboxedCtl::Result SandboxedCtl::Add(const std::string& more) {
  return Ctl(
      absl::StrCat("clinic add --name 'Harbour Health' --phone '02 5550 0100' "
                   "--contact-email ops@clinic.example --cliniko-key-file ",
                   Path("key"), " ", more));
}

absl::Time SandboxedCtl::Soon() { return absl::Now() + absl::Seconds(30); }

}  // namespace frontdesk::test
