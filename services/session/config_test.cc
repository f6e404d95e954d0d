#include "services/session/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::IsOk;
using test::StatusIs;
using ::testing::HasSubstr;

absl::StatusOr<std::optional<SessionConfig>> Load(const std::vector<std::string>& arguments) {
  std::vector<const char*> argv = {"session"};
  for (const std::string& argument : arguments) argv.push_back(argument.c_str());
  return SessionConfig::Load(static_cast<int>(argv.size()), argv.data());
}

std::string UrlFile() {
  const std::string path = absl::StrCat(::testing::TempDir(), "/database-url");
  std::ofstream(path) << "postgresql:///frontdesk\n";
  return path;
}

TEST(SessionConfig, ReadsTheDatabaseUrlFromItsFile) {
  const auto config = Load({"--database-url-file", UrlFile(), "--database-connections=3"});

  ASSERT_THAT(config, IsOk());
  ASSERT_TRUE(config->has_value());
  EXPECT_EQ((*config)->service.database_url, "postgresql:///frontdesk");
  EXPECT_EQ((*config)->service.database_connections, 3);
}

TEST(SessionConfig, NamesWhatIsWrong) {
  EXPECT_THAT(Load({}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--database-url-file")));
  EXPECT_THAT(Load({"--database-url-file=/nothing/here"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("/nothing/here")));
  EXPECT_THAT(Load({"--database-url-file", UrlFile(), "--database-connections=0"}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--database-connections")));
}

TEST(SessionConfig, IsEmptyWhenHelpWasAskedFor) {
  ::testing::internal::CaptureStdout();
  const auto config = Load({"--help"});
  const std::string help = ::testing::internal::GetCapturedStdout();

  ASSERT_THAT(config, IsOk());
  EXPECT_FALSE(config->has_value());
  EXPECT_THAT(help, HasSubstr("FRONTDESK_DATABASE_CONNECTIONS"));
}

}  // namespace
}  // namespace frontdesk
