#include "libs/cliniko/api_key.h"

#include <sstream>
#include <type_traits>

#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "libs/cliniko/failure.h"

namespace frontdesk::cliniko {
namespace {

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};

TEST(ApiKey, TellsTheShardAfterTheLastHyphen) {
  const struct {
    const char* text;
    const char* shard;
  } kCases[] = {
      {"made-up-au2", "au2"},  {"madeup-AU5", "au5"}, {"  madeup-uk1\n", "uk1"},
      {"madeup-zz99", "zz99"}, {"madeup", "au1"},
  };
  for (const auto& [text, shard] : kCases) {
    SCOPED_TRACE(text);
    const absl::StatusOr<ApiKey> key = ApiKey::Parse(text);
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(key->shard(), shard);
  }
}

TEST(ApiKey, KeepsTheWholeKeyWithoutTheSpaceAroundIt) {
  EXPECT_EQ(ApiKey::Parse(" made-up-au2\r\n")->Reveal(), "made-up-au2");
}

TEST(ApiKey, RefusesWhatWouldNameAnotherHost) {
  for (const char* text : {"", "  ", "-au1", "madeup-", "madeup-au", "madeup-a1", "madeup-au123",
                           "madeup-au1.evil.example/", "madeup-au2/", "madeup-1au", "mad eup-au1",
                           "mad:eup-au1", "madeup\n-au1", "madup\xc3\xa9-au1", "madeup-\xc3\xa9"}) {
    SCOPED_TRACE(text);
    EXPECT_TRUE(IsFailure(ApiKey::Parse(text).status(), Failure::kInvalidKey));
  }
  EXPECT_FALSE(ApiKey::Parse(std::string(600, 'x')).ok());
}

TEST(ApiKey, HasOneFingerprintHoweverItIsWritten) {
  const std::string fingerprint = ApiKey::Parse("made-up-au1")->Fingerprint();
  EXPECT_EQ(fingerprint.size(), 32u);
  EXPECT_EQ(ApiKey::Parse(" made-up-AU1\n")->Fingerprint(), fingerprint);
  EXPECT_EQ(ApiKey::Parse("madeup")->Fingerprint(), ApiKey::Parse("madeup-au1")->Fingerprint());
  for (const char* other : {"made-up-au2", "Made-up-au1", "made-au1", "up-au1"}) {
    EXPECT_NE(ApiKey::Parse(other)->Fingerprint(), fingerprint) << other;
  }
}

TEST(ApiKey, AppearsInNoMessage) {
  for (const char* text : {"madeup-nowhere", "mad eup-au1", "-madeup"}) {
    EXPECT_FALSE(absl::StrContains(ApiKey::Parse(text).status().ToString(), "up")) << text;
  }
}

TEST(ApiKey, CannotBePrintedOrTurnedIntoText) {
  static_assert(!Printable<ApiKey>);
  static_assert(!std::is_convertible_v<ApiKey, std::string>);
  static_assert(!std::is_convertible_v<ApiKey, absl::string_view>);
}

}  // namespace
}  // namespace frontdesk::cliniko
