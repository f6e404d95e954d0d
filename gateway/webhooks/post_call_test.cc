#include "gateway/webhooks/post_call.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/clients/call_client.h"
#include "gateway/json/parse.h"
#include "gateway/server/http_message.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/webhook_call.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log_capture.h"
#include "nlohmann/json.hpp"
#include "openssl/evp.h"
#include "openssl/hmac.h"

namespace frontdesk::gateway::test {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;

constexpr char kSecret[] = "wsec_example_3f9a1c7e5b2d4860";  // made up, as in the contract
const absl::Time kNow = absl::FromUnixSeconds(1'767'225'600);

// Vector A of contract/elevenlabs.md, section 5.2.
constexpr char kVectorA[] =
    R"({"type":"post_call_transcription","event_timestamp":1767225599,"data":{"agent_id":"agent_test","conversation_id":"conv_test_001","status":"done"}})";
constexpr char kSignatureA[] =
    "t=1767225600,v0=2cbdde41c41872b6237c07e4ec52903c58661fe52c74cb0c944d53a2abb8310c";
// Vector B.
constexpr char kVectorB[] =
    "{\"type\":\"post_call_transcription\",\"event_timestamp\":1767225599,\"data\":{\"agent_id\":"
    "\"agent_test\",\"conversation_id\":\"conv_test_002\",\"status\":\"done\",\"agent_name\":"
    "\"Zo\xc3\xab\"}}";
constexpr char kSignatureB[] =
    "t=1767225600,v0=d0fbdffc0d8ac9272c2b8d71456a07a16597e1d0678b66fc0d030d709f10bc2c";

// All that is said here is personal, and none of it may go any further.
constexpr char kWholeCall[] = R"({
  "type": "post_call_transcription", "event_timestamp": "1767225590",
  "data": {
    "agent_id": "agent_test", "conversation_id": "conv_01jz0example0000000000000001",
    "status": "done", "user_id": "Casey Example",
    "transcript": [{"role": "user", "message": "My knee hurts.", "tool_calls": null}],
    "metadata": {"start_time_unix_secs": 1767225000, "call_duration_secs": 73,
      "termination_reason": "Casey Example hung up",
      "phone_call": {"type": "twilio", "direction": "inbound", "agent_number": "+61400000000",
        "external_number": "+61400000001"}},
    "analysis": {"call_successful": "success", "transcript_summary": "Casey's knee hurts."},
    "conversation_initiation_client_data": {"dynamic_variables": {
      "system__caller_id": "+61400000001", "system__called_number": "+61400000000"}}}})";

std::string Signed(absl::string_view body, absl::Time at = kNow) {
  const std::string time = absl::StrCat(absl::ToUnixSeconds(at));
  const std::string message = absl::StrCat(time, ".", body);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  HMAC(EVP_sha256(), kSecret, sizeof(kSecret) - 1,
       reinterpret_cast<const unsigned char*>(message.data()), message.size(), mac, &length);
  const absl::string_view bytes(reinterpret_cast<const char*>(mac), length);
  return absl::StrCat("t=", time, ",v0=", absl::BytesToHexString(bytes));
}

class PostCallTest : public ::testing::Test {
 protected:
  WebhookOutcome Post(const std::string& body, const std::string& signature) {
    return post_call_.Answer(
        {.method = "POST", .headers = {{"elevenlabs-signature", signature}}, .body = body},
        {.request_id = "r-1"});
  }
  std::string Logged() const { return absl::StrJoin(log_.Lines(), "\n"); }
  WebhookOutcome Post(const std::string& body) { return Post(body, Signed(body)); }

  frontdesk::test::LogCapture log_;
  FakeClock clock_{kNow};
  FakeCallClient calls_;
  PostCall post_call_{calls_, clock_, {{.text = kSecret}}};
};

TEST_F(PostCallTest, TakesTheVectorsOfTheContract) {
  EXPECT_EQ(Post(kVectorA, kSignatureA).body, R"({"status":"success"})");
  EXPECT_EQ(Post(kVectorB, kSignatureB).status, 200);

  ASSERT_EQ(calls_.reports.size(), 2u);
  EXPECT_EQ(calls_.reports[0].session_id, "conv_test_001");
  EXPECT_EQ(calls_.reports[0].status, "done");
  EXPECT_EQ(calls_.reports[0].reported_at, absl::FromUnixSeconds(1'767'225'599));
  EXPECT_EQ(calls_.reports[1].session_id, "conv_test_002");
}

TEST_F(PostCallTest, RefusesWhatIsUnsignedForgedOrOld) {
  const std::string other_body = absl::StrCat(kVectorA, "\n");
  EXPECT_EQ(Post(kVectorA, "").status, 401);
  EXPECT_EQ(Post(other_body, kSignatureA).status, 401);
  EXPECT_EQ(Post(kVectorA, kSignatureB).status, 401);
  EXPECT_EQ(Post(kVectorA, Signed(kVectorA, kNow - absl::Minutes(31))).status, 401);
  EXPECT_EQ(Post(kVectorA, Signed(kVectorA, kNow + absl::Minutes(6))).status, 401);
  EXPECT_TRUE(calls_.reports.empty());
  EXPECT_TRUE(absl::StrContains(Logged(), "stale"));
}

// One clinic's secret used to tell of every clinic's calls.
TEST_F(PostCallTest, TellsOfOneClinicAloneWhereTheSecretIsItsOwn) {
  const ClinicId theirs("11111111-1111-4111-8111-111111111111");
  PostCall post_call(calls_, clock_,
                     {{.text = "wsec_of_all"}, {.text = kSecret, .clinic = theirs}});
  const HttpRequest signed_by_theirs = {.headers = {{"ElevenLabs-Signature", kSignatureA}},
                                        .body = kVectorA};
  EXPECT_EQ(post_call.Answer(signed_by_theirs, {}).status, 200);
  EXPECT_EQ(Post(kVectorA, kSignatureA).status, 200);  // a secret of all clinics

  ASSERT_EQ(calls_.reports.size(), 2u);
  EXPECT_EQ(calls_.reports[0].only_clinic, theirs);
  EXPECT_EQ(calls_.reports[1].only_clinic, std::nullopt);
}

// The reference let everybody in then.
TEST_F(PostCallTest, RefusesEverythingWithoutASecret) {
  PostCall without(calls_, clock_, {});
  EXPECT_EQ(
      without.Answer({.headers = {{"ElevenLabs-Signature", kSignatureA}}, .body = kVectorA}, {})
          .status,
      401);
  EXPECT_TRUE(calls_.reports.empty());
}

TEST_F(PostCallTest, ReportsIdsNumbersAndFlags) {
  EXPECT_EQ(Post(kWholeCall).status, 200);

  ASSERT_EQ(calls_.reports.size(), 1u);
  const CallReport& report = calls_.reports[0];
  EXPECT_EQ(report.session_id, "conv_01jz0example0000000000000001");
  EXPECT_THAT(report.numbers, ElementsAre("+61400000000", "+61400000001"));
  EXPECT_FALSE(report.never_started);
  EXPECT_EQ(report.reported_at, absl::FromUnixSeconds(1'767'225'590));
  EXPECT_EQ(report.status, "done");
  EXPECT_EQ(report.success, "success");
  EXPECT_EQ(report.failure_reason, "");
  EXPECT_EQ(report.duration, absl::Seconds(73));
}

TEST_F(PostCallTest, LogsNothingThatWasSaidAndNobodysNumber) {
  Post(kWholeCall);
  Post(kWholeCall, "t=1,v0=00");
  calls_.kept = absl::UnavailableError("down");
  Post(kWholeCall);

  for (const char* said : {"Casey", "knee", "61400000001", "61400000000"}) {
    EXPECT_FALSE(absl::StrContains(Logged(), said)) << said;
  }
}

TEST_F(PostCallTest, ReportsACallThatNeverStarted) {
  Post(R"({"type":"call_initiation_failure","event_timestamp":1767225590,"data":{
      "conversation_id":"conv_2","failure_reason":"busy","metadata":{"type":"sip",
      "body":{"from_number":"61400000000","to_number":61400000001}}}})");

  ASSERT_EQ(calls_.reports.size(), 1u);
  EXPECT_TRUE(calls_.reports[0].never_started);
  EXPECT_EQ(calls_.reports[0].failure_reason, "busy");
  EXPECT_THAT(calls_.reports[0].numbers, ElementsAre("61400000001", "61400000000"));
}

// As older events were. Source: contract/webhooks.md, section 1.6.
TEST_F(PostCallTest, ReadsAnEventWithoutData) {
  EXPECT_EQ(Post(R"({"agent_id":"a","conversation_id":"conv_3","status":"failed"})").status, 200);

  ASSERT_EQ(calls_.reports.size(), 1u);
  EXPECT_EQ(calls_.reports[0].session_id, "conv_3");
  EXPECT_EQ(calls_.reports[0].status, "failed");
}

// Whatever is not 200 counts against the webhook until the platform switches it off.
TEST_F(PostCallTest, TakesWhatItCannotUse) {
  for (const char* event :
       {R"({"type":"post_call_audio","data":{"conversation_id":"c","full_audio":"AAAA"}})",
        R"({"type":"something_new"})", R"({"type":"post_call_transcription","data":{}})", "{}",
        R"({"type":{},"data":[],"event_timestamp":"soon"})"}) {
    EXPECT_EQ(Post(event).body, R"({"status":"success"})") << event;
  }
  EXPECT_TRUE(calls_.reports.empty());

  calls_.kept = MakeError(DomainError::kClinicNotFound, "nobody's");
  EXPECT_EQ(Post(kVectorA).status, 200);
}

TEST_F(PostCallTest, AsksForARepeatWhereTheOutcomeCannotBeKept) {
  calls_.kept = MakeError(DomainError::kBookingSystemUnavailable, "down");
  EXPECT_EQ(Post(kVectorA).status, 503);
  calls_.kept = absl::DeadlineExceededError("late");
  EXPECT_EQ(Post(kVectorA).status, 503);
  EXPECT_LE(calls_.calls.back().deadline - kNow, absl::Seconds(3));
}

// More than 20,000 values used to be refused, and the platform sends nothing again that gets a 400.
TEST_F(PostCallTest, TakesTheLongestCall) {
  const std::string turn =
      R"({"role":"user","message":"hello","tool_calls":null,"x":{"y":[1,2,[3]]}},)";
  std::string turns;
  while (turns.size() < 4'000'000) turns += turn;
  EXPECT_EQ(Post(absl::StrCat(R"({"type":"post_call_transcription","data":{"transcript":[)", turns,
                              R"({}],"conversation_id":"conv_long","status":"done"}})"))
                .status,
            200);
  EXPECT_EQ(Post(absl::StrCat(R"({"data":{"other":)", std::string(100'000, '['),
                              std::string(100'000, ']'),
                              R"(,"conversation_id":"conv_deep","status":"done"}})"))
                .status,
            200);

  ASSERT_EQ(calls_.reports.size(), 2u);
  EXPECT_EQ(calls_.reports[0].session_id, "conv_long");
  EXPECT_EQ(calls_.reports[0].status, "done");
  EXPECT_EQ(calls_.reports[1].session_id, "conv_deep");
}

TEST_F(PostCallTest, KnowsByTheHeadWhatNobodyNeedsToRead) {
  const auto refusal = [&](const std::string& signature) {
    return post_call_.RefusalOf(
        {.method = "POST", .headers = {{"elevenlabs-signature", signature}}});
  };
  EXPECT_EQ(refusal(kSignatureA), 0);
  EXPECT_EQ(refusal("t=1767225600,v0=00"), 0);  // the body tells
  EXPECT_EQ(refusal(""), 401);
  EXPECT_EQ(refusal("t=1,v0=00"), 401);
  EXPECT_TRUE(absl::StrContains(Logged(), "missing"));
  EXPECT_TRUE(absl::StrContains(Logged(), "stale"));
  // Whether a late repeat is ours is worth knowing.
  EXPECT_EQ(refusal(Signed(kVectorA, kNow - absl::Minutes(45))), 0);
}

TEST_F(PostCallTest, RefusesSignedNonsense) {
  EXPECT_EQ(Post("").status, 400);
  EXPECT_EQ(Post("[1]").status, 400);
}

TEST_F(PostCallTest, BearsNumbersOfAnySize) {
  for (const char* number : {"1e300", "-1", "\"NaN\"", "99999999999999999999999", "true"}) {
    const std::string event = absl::StrCat(
        R"({"event_timestamp":)", number,
        R"(,"data":{"conversation_id":"c","metadata":{"call_duration_secs":)", number, "}}}");
    EXPECT_EQ(Post(event).status, 200) << number;
    EXPECT_GE(calls_.reports.back().duration, absl::ZeroDuration());
    EXPECT_LE(calls_.reports.back().duration, absl::Hours(24));
  }
}

}  // namespace
}  // namespace frontdesk::gateway::test
