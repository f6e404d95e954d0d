#include "libs/service/announce.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace frontdesk {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

std::string InTemp(const std::string& name) {
  return absl::StrCat(::testing::TempDir(), "/", name);
}

std::string TextOf(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

TEST(Announce, WritesALineForEachName) {
  const std::string path = InTemp("announced");

  ASSERT_TRUE(Announce(path, {{"SESSION_ADDR", "127.0.0.1:9"}, {"ADMIN_ADDR", "[::1]:8"}}).ok());

  EXPECT_EQ(TextOf(path), "SESSION_ADDR=127.0.0.1:9\nADMIN_ADDR=[::1]:8\n");
}

TEST(Announce, ReplacesWhatAnEarlierProcessWroteAndLeavesNoDraft) {
  const std::string path = InTemp("replaced");
  ASSERT_TRUE(Announce(path, {{"SESSION_ADDR", "127.0.0.1:1"}, {"OLD", "x"}}).ok());

  ASSERT_TRUE(Announce(path, {{"SESSION_ADDR", "127.0.0.1:2"}}).ok());

  EXPECT_EQ(TextOf(path), "SESSION_ADDR=127.0.0.1:2\n");
  EXPECT_FALSE(std::ifstream(path + ".tmp").is_open());
}

TEST(Announce, DoesNothingWithoutAPath) { EXPECT_TRUE(Announce("", {{"A", "b"}}).ok()); }

TEST(Announce, FailsWhereTheFolderIsMissing) {
  const absl::Status status = Announce(InTemp("missing/folder/file"), {{"A", "b"}});

  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("missing/folder/file"), HasSubstr("No such file")));
}

}  // namespace
}  // namespace frontdesk
