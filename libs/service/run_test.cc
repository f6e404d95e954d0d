#include "libs/service/run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "libs/service/signals.h"
#include "libs/telemetry/log.h"
#include "libs/telemetry/log_capture.h"

namespace frontdesk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

int ExitCodeOf(const absl::Status& status) {
  const char* const argv[] = {"session"};
  return RunMain("session", 1, argv, [&](int, const char* const*) { return status; });
}

TEST(RunMain, GivesAnExitCodeToEachKindOfEnd) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("bad flag")), 2);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("port in use")), 1);
}

TEST(RunMain, SaysInOneLineWhatWentWrong) {
  ::testing::internal::CaptureStderr();

  ExitCodeOf(absl::UnavailableError("cannot listen on 127.0.0.1:1"));

  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "session: cannot listen on 127.0.0.1:1\n");
}

TEST(RunMain, SurvivesAnException) {
  const char* const argv[] = {"session"};

  EXPECT_EQ(RunMain("session", 1, argv,
                    [](int, const char* const*) -> absl::Status { throw std::logic_error("x"); }),
            1);
}

TEST(ServeUntilStopped, AnnouncesItsAddressAndEndsWhenAskedTo) {
  const test::LogCapture log;
  const std::string path = absl::StrCat(::testing::TempDir(), "/served");
  grpc::Service nothing;
  BlockStopSignals();
  kill(getpid(), SIGTERM);  // waits until somebody takes it

  const absl::Status status = ServeUntilStopped(
      {.listen = "127.0.0.1:0", .name = "SESSION", .announce_file = path}, nothing);

  EXPECT_TRUE(status.ok()) << status;
  std::ifstream announced(path);
  std::string line;
  std::getline(announced, line);
  EXPECT_THAT(line, StartsWith("SESSION_ADDR=127.0.0.1:"));
  std::getline(announced, line);
  EXPECT_THAT(line, StartsWith("SESSION_OPS_URL=http://127.0.0.1:"));
  EXPECT_THAT(log.Lines(),
              ElementsAre(HasSubstr("started"), HasSubstr("stopping"), HasSubstr("stopped")));
}

TEST(ServeUntilStopped, FailsOnAnAddressThatCannotBeHad) {
  grpc::Service nothing;

  const absl::Status status = ServeUntilStopped(
      {.listen = "203.0.113.1:1", .name = "SESSION", .security = {.private_network = true}},
      nothing);

  EXPECT_THAT(std::string(status.message()), HasSubstr("cannot listen on 203.0.113.1:1"));
}

}  // namespace
}  // namespace frontdesk
