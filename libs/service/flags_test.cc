#include "libs/service/flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/wall_clock.h"

namespace frontdesk {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class FlagsTest : public ::testing::Test {
 protected:
  FlagsTest() {
    AddServiceFlags(app_, flags_);
    AddDatabaseFlag(app_, database_url_file_);
    AddClinikoBudgetFlags(app_, budget_);
  }

  absl::StatusOr<Asked> Parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "session");
    return ParseFlags(app_, static_cast<int>(arguments.size()), arguments.data());
  }

  CLI::App app_{"Remembers what callers were offered.", "session"};
  ServiceFlags flags_;
  std::string database_url_file_;
  ClinikoBudgetOptions budget_;
};

TEST_F(FlagsTest, AreReadFromTheCommandLine) {
  const absl::StatusOr<Asked> asked = Parse(
      {"--listen", "127.0.0.1:9000", "--announce-file=/run/up", "--log-level", "warn",
       "--database-url-file", "/run/url", "--cliniko-rate=20", "--cliniko-window-seconds", "3"});

  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(*asked, Asked::kRun);
  EXPECT_EQ(flags_.listen, "127.0.0.1:9000");
  EXPECT_EQ(flags_.announce_file, "/run/up");
  EXPECT_EQ(flags_.log_level, "warn");
  EXPECT_EQ(database_url_file_, "/run/url");
  EXPECT_EQ(budget_.rate, 20);
  EXPECT_EQ(budget_.window_seconds, 3);
}

TEST_F(FlagsTest, FallBackToTheEnvironmentThenToDefaults) {
  setenv("FRONTDESK_DATABASE_URL_FILE", "/env/url", 1);
  setenv("FRONTDESK_LOG_LEVEL", "debug", 1);

  const absl::StatusOr<Asked> asked = Parse({"--log-level=error"});

  unsetenv("FRONTDESK_DATABASE_URL_FILE");
  unsetenv("FRONTDESK_LOG_LEVEL");
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(database_url_file_, "/env/url");
  EXPECT_EQ(flags_.log_level, "error");
  EXPECT_EQ(flags_.listen, "127.0.0.1:0");
  EXPECT_EQ(budget_.rate, 200);
  EXPECT_EQ(budget_.window_seconds, 60);
}

TEST_F(FlagsTest, AreRefusedByNameWhenWrong) {
  const struct {
    std::vector<const char*> arguments;
    std::string names;
  } cases[] = {
      {{}, "--database-url-file"},
      {{"--database-url-file"}, "--database-url-file"},
      {{"--database-url-file=/x", "--lissten=1"}, "--lissten"},
      {{"--database-url-file=/x", "--log-level=loud"}, "loud"},
      {{"--database-url-file=/x", "stray"}, "stray"},
      {{"--database-url-file=/x", "--cliniko-rate=0"}, "--cliniko-rate"},
      {{"--database-url-file=/x", "--cliniko-window-seconds=0"}, "--cliniko-window-seconds"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.names);
    const absl::StatusOr<Asked> asked = Parse(c.arguments);
    EXPECT_EQ(asked.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(asked.status().message()), HasSubstr(c.names));
  }
}

TEST_F(FlagsTest, AreListedByHelpWithTheirEnvironmentEvenIfOneIsMissing) {
  ::testing::internal::CaptureStdout();

  const absl::StatusOr<Asked> asked = Parse({"--help"});

  EXPECT_THAT(::testing::internal::GetCapturedStdout(),
              AllOf(HasSubstr("--listen"), HasSubstr("FRONTDESK_LISTEN"),
                    HasSubstr("--database-url-file"), HasSubstr("FRONTDESK_DATABASE_URL_FILE")));
  ASSERT_TRUE(asked.ok()) << asked.status();
  EXPECT_EQ(*asked, Asked::kHelp);
}

TEST_F(FlagsTest, SetTheClockOfTheClinicsAheadOnly) {
  const absl::Time later =
      absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now())) + absl::Hours(9999);
  const std::string text = absl::FormatTime(absl::RFC3339_full, later, absl::UTCTimeZone());

  EXPECT_TRUE(Parse({"--database-url-file=/run/url", "--clock", text.c_str()}).ok());
  EXPECT_GT(WallClock().Now(), later - absl::Seconds(1));
  WallClock::StartAt(absl::Now());

  for (const char* bad : {"2020-01-01T00:00:00Z", "tomorrow", "2132-01-01"}) {
    CLI::App app;
    AddServiceFlags(app, flags_);
    const char* const arguments[] = {"session", "--clock", bad};
    EXPECT_TRUE(absl::IsInvalidArgument(ParseFlags(app, 3, arguments).status())) << bad;
  }
}

}  // namespace
}  // namespace frontdesk
