#include "libs/service/secret_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace frontdesk {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string FileWith(const std::string& text) {
  const std::string path = absl::StrCat(
      ::testing::TempDir(), "/", ::testing::UnitTest::GetInstance()->current_test_info()->name());
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string RefusalOf(const std::string& path) {
  const absl::StatusOr<std::string> secret = ReadSecretFile(path);
  EXPECT_EQ(secret.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(secret.status().message());
}

TEST(SecretFile, LosesTheNewlineAtItsEndAndNothingElse) {
  const struct {
    std::string text;
    std::string secret;
  } cases[] = {
      {"hush", "hush"},
      {"hush\n", "hush"},
      {"hush\r\n", "hush"},
      {"hush\n\n", "hush\n"},
      {" two words \nand a line\n", " two words \nand a line"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.text);
    const absl::StatusOr<std::string> secret = ReadSecretFile(FileWith(c.text));
    ASSERT_TRUE(secret.ok()) << secret.status();
    EXPECT_EQ(*secret, c.secret);
  }
}

TEST(SecretFile, MayBe64KiBLongButNotMore) {
  constexpr std::size_t kLimit = 65536;
  EXPECT_TRUE(ReadSecretFile(FileWith(std::string(kLimit, 'x'))).ok());

  EXPECT_THAT(RefusalOf(FileWith(std::string(kLimit + 1, 'x'))),
              AllOf(HasSubstr("longer than 64 KiB"), Not(HasSubstr("xx"))));
}

TEST(SecretFile, IsRefusedWhenThereIsNothingInIt) {
  EXPECT_THAT(RefusalOf(FileWith("")), HasSubstr("empty"));
  EXPECT_THAT(RefusalOf(FileWith("\n")), HasSubstr("empty"));
}

TEST(SecretFile, IsNamedWhenItCannotBeRead) {
  const std::string missing = absl::StrCat(::testing::TempDir(), "/nothing-here");
  EXPECT_THAT(RefusalOf(missing), AllOf(HasSubstr(missing), HasSubstr("No such file")));
  EXPECT_THAT(RefusalOf(::testing::TempDir()), HasSubstr(::testing::TempDir()));
}

}  // namespace
}  // namespace frontdesk
