#include "gateway/auth/platform_signature.h"

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace frontdesk::gateway {
namespace {

// The vectors of contract/elevenlabs.md, section 5.2; the secret is made up.
const std::vector<std::string> kSecrets = {"wsec_example_3f9a1c7e5b2d4860"};
const absl::Time kSigned = absl::FromUnixSeconds(1'767'225'600);
constexpr char kBodyA[] =
    R"({"type":"post_call_transcription","event_timestamp":1767225599,"data":{"agent_id":"agent_test","conversation_id":"conv_test_001","status":"done"}})";
constexpr char kHeaderA[] =
    "t=1767225600,v0=2cbdde41c41872b6237c07e4ec52903c58661fe52c74cb0c944d53a2abb8310c";
constexpr char kBodyB[] =
    "{\"type\":\"post_call_transcription\",\"event_timestamp\":1767225599,\"data\":{\"agent_id\":"
    "\"agent_test\",\"conversation_id\":\"conv_test_002\",\"status\":\"done\",\"agent_name\":"
    "\"Zo\xc3\xab\"}}";
constexpr char kHeaderB[] =
    "t=1767225600,v0=d0fbdffc0d8ac9272c2b8d71456a07a16597e1d0678b66fc0d030d709f10bc2c";

SignatureVerdict Verify(absl::string_view header, absl::string_view body = kBodyA,
                        absl::Time now = kSigned) {
  return VerifyPlatformSignature(header, body, kSecrets, now);
}

TEST(PlatformSignature, AcceptsTheVectorsOfTheContract) {
  EXPECT_EQ(std::string(kBodyA).size(), 146u);
  EXPECT_EQ(std::string(kBodyB).size(), 166u);
  EXPECT_EQ(Verify(kHeaderA), SignatureVerdict::kGood);
  EXPECT_EQ(Verify(kHeaderB, kBodyB), SignatureVerdict::kGood);
  EXPECT_EQ(
      Verify("t=1767225600,v0=69e62d37aefba300fab3c9ef18562dd95c1170589e70536a6bd845eba9fa75db",
             ""),
      SignatureVerdict::kGood);
}

TEST(PlatformSignature, RefusesTheVectorsThatMustFail) {
  EXPECT_EQ(Verify(kHeaderA, std::string(kBodyA) + "\n"), SignatureVerdict::kForged);
  EXPECT_EQ(Verify(kHeaderB), SignatureVerdict::kForged);
  // Hashed without the time.
  EXPECT_EQ(
      Verify("t=1767225600,v0=eb01ca2774a1a82e7376dba1f6c82b01cada75c3ff5f1843d50c1bc60b63a090"),
      SignatureVerdict::kForged);
}

TEST(PlatformSignature, CountsTheOldAndTheNewNameOfTheVersion) {
  const std::string mac = std::string(kHeaderA).substr(std::string("t=1767225600,v0=").size());
  EXPECT_EQ(Verify("t=1767225600,v1=" + mac), SignatureVerdict::kGood);
  EXPECT_EQ(Verify("t=1767225600, v0=00, v0=" + mac + " "), SignatureVerdict::kGood);
  EXPECT_EQ(Verify("v0=" + mac + ",t=1767225600"), SignatureVerdict::kGood);
  EXPECT_EQ(Verify("t=1767225600,v2=" + mac), SignatureVerdict::kMissing);
}

TEST(PlatformSignature, IsGoodForHalfAnHour) {
  EXPECT_EQ(Verify(kHeaderA, kBodyA, kSigned + absl::Minutes(30)), SignatureVerdict::kGood);
  EXPECT_EQ(Verify(kHeaderA, kBodyA, kSigned + absl::Minutes(30) + absl::Milliseconds(1)),
            SignatureVerdict::kStale);
  EXPECT_EQ(Verify(kHeaderA, kBodyA, kSigned - absl::Minutes(5)), SignatureVerdict::kGood);
  EXPECT_EQ(Verify(kHeaderA, kBodyA, kSigned - absl::Minutes(5) - absl::Milliseconds(1)),
            SignatureVerdict::kStale);
}

// A body of megabytes used to be hashed first, whoever sent it.
TEST(PlatformSignature, LooksAtNoBodyThatWasSignedLongAgo) {
  const std::string forged = "t=1767225600,v0=00";
  for (const absl::Duration away : {absl::Hours(1), -absl::Hours(1)}) {
    const absl::Duration further =
        away > absl::ZeroDuration() ? absl::Milliseconds(1) : -absl::Milliseconds(1);
    EXPECT_EQ(Verify(forged, kBodyA, kSigned + away), SignatureVerdict::kForged);
    EXPECT_EQ(Verify(forged, kBodyA, kSigned + away + further), SignatureVerdict::kStale);
    EXPECT_EQ(JudgeSignatureHeader(forged, kSigned + away), SignatureVerdict::kGood);
    EXPECT_EQ(JudgeSignatureHeader(forged, kSigned + away + further), SignatureVerdict::kStale);
  }
  EXPECT_EQ(JudgeSignatureHeader("", kSigned), SignatureVerdict::kMissing);
  EXPECT_EQ(JudgeSignatureHeader("t=1767225600", kSigned), SignatureVerdict::kMissing);
}

TEST(PlatformSignature, TakesAnythingElseForNoneAtAll) {
  for (const char* header :
       {"", "t=", "v0=", "t=1767225600", "t=1767225600,", "garbage", "t=1767225600000,v0=00",
        "t=-1,v0=00", "t=17672x5600,v0=00", "t=,v0="}) {
    EXPECT_EQ(Verify(header), SignatureVerdict::kMissing) << header;
  }
  EXPECT_EQ(Verify("t=1767225600,v0="), SignatureVerdict::kForged);
  EXPECT_EQ(Verify("t=1767225601," + std::string(kHeaderA).substr(13)), SignatureVerdict::kForged);
}

TEST(PlatformSignature, KnowsEverySecretWhileTheyAreRotated) {
  EXPECT_EQ(VerifyPlatformSignature(kHeaderA, kBodyA, {"another", kSecrets[0]}, kSigned),
            SignatureVerdict::kGood);
  EXPECT_EQ(VerifyPlatformSignature(kHeaderA, kBodyA, {"another"}, kSigned),
            SignatureVerdict::kForged);
  EXPECT_EQ(VerifyPlatformSignature(kHeaderA, kBodyA, {}, kSigned), SignatureVerdict::kForged);
}

}  // namespace
}  // namespace frontdesk::gateway
