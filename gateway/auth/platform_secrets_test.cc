#include "gateway/auth/platform_secrets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/domain/ids.h"
#include "libs/testing/process.h"

namespace frontdesk::gateway {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

absl::StatusOr<std::vector<PlatformSecret>> Read(const std::string& text) {
  const std::string path = frontdesk::test::InTemp("secrets");
  std::ofstream(path) << text;
  return ReadPlatformSecrets(path);
}

TEST(PlatformSecrets, AreOneALineForAllClinicsOrForTheOneBehindIt) {
  const auto secrets =
      Read("wsec_first\n\n  wsec_second 11111111-1111-4111-8111-11111111111A \r\n");
  ASSERT_TRUE(secrets.ok()) << secrets.status();
  ASSERT_EQ(secrets->size(), 2u);
  EXPECT_EQ((*secrets)[0].text, "wsec_first");
  EXPECT_FALSE((*secrets)[0].clinic.has_value());
  EXPECT_EQ((*secrets)[1].text, "wsec_second");
  EXPECT_EQ((*secrets)[1].clinic, ClinicId("11111111-1111-4111-8111-11111111111a"));
}

TEST(PlatformSecrets, AreNoneWithoutAFile) {
  const auto none = ReadPlatformSecrets("");
  ASSERT_TRUE(none.ok());
  EXPECT_TRUE(none->empty());
}

TEST(PlatformSecrets, AreRefusedByLineWithoutTellingThem) {
  for (const char* text : {"wsec_a wsec_b", "wsec_a 11111111-1111-4111-8111-11111111111",
                           "wsec_a 11111111-1111-4111-8111-111111111111 more", "", " \n"}) {
    const auto refused = Read(text);
    EXPECT_TRUE(absl::IsInvalidArgument(refused.status())) << text;
    EXPECT_THAT(std::string(refused.status().message()), Not(HasSubstr("wsec_")));
  }
}

}  // namespace
}  // namespace frontdesk::gateway
