#include "libs/seal/gateway_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "absl/strings/escaping.h"

namespace frontdesk {
namespace {

using ::testing::MatchesRegex;

TEST(MintGatewayKey, MakesANewKeyEachTime) {
  std::set<std::string> keys;
  std::set<std::string> ids;
  for (int i = 0; i < 100; ++i) {
    const std::string key = MintGatewayKey();
    EXPECT_THAT(key, MatchesRegex("fdk_[A-Za-z0-9_-]{43}"));
    keys.insert(key);
    ids.insert(GatewayKeyId(key));
  }
  EXPECT_EQ(keys.size(), 100u);
  EXPECT_EQ(ids.size(), 100u);
}

TEST(HashGatewayKey, IsSha256OfTheWholeKey) {
  // printf 'fdk_example' | sha256sum
  EXPECT_EQ(absl::BytesToHexString(HashGatewayKey("fdk_example")),
            "7d7f25945a29754f7a601a4588f9b3878ef8ecc297db22068ed396adf61777f9");
  EXPECT_NE(HashGatewayKey("fdk_example"), HashGatewayKey("fdk_example "));
}

TEST(GatewayKeyId, IsShortAndStableAndNoPartOfTheHash) {
  const std::string id = GatewayKeyId("fdk_example");

  EXPECT_THAT(id, MatchesRegex("[0-9a-f]{12}"));
  EXPECT_EQ(id, GatewayKeyId("fdk_example"));
  EXPECT_EQ(absl::BytesToHexString(HashGatewayKey("fdk_example")).find(id), std::string::npos);
}

TEST(SameGatewayKeyHash, TellsHashesApart) {
  const std::string hash = HashGatewayKey("fdk_example");
  std::string last_bit_differs = hash;
  last_bit_differs.back() = static_cast<char>(last_bit_differs.back() ^ 1);

  EXPECT_TRUE(SameGatewayKeyHash(hash, HashGatewayKey("fdk_example")));
  EXPECT_FALSE(SameGatewayKeyHash(hash, last_bit_differs));
  EXPECT_FALSE(SameGatewayKeyHash(hash, hash.substr(1)));
  EXPECT_FALSE(SameGatewayKeyHash(hash, ""));
}

}  // namespace
}  // namespace frontdesk
