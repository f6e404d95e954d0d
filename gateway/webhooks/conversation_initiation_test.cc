#include "gateway/webhooks/conversation_initiation.h"

#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gateway/auth/authenticator.h"
#include "gateway/clients/call_client.h"
#include "gateway/server/http_message.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gateway/webhook_call.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/status/domain_error.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway::test {
namespace {

using nlohmann::json;

// As the platform sends it. Source: contract/elevenlabs.md, section 4.
constexpr char kInbound[] = R"({"caller_id":"+61400000001","agent_id":"agent_0000",
    "called_number":"+61400000000","call_sid":"CA00000000000000000000000000000000"})";

class ConversationInitiationTest : public ::testing::Test {
 protected:
  WebhookOutcome Post(const std::string& body, const std::string& key = kKey) {
    return initiation_.Answer({.method = "POST",
                               .path = "/conversation-initiation",
                               .headers = {{"X-API-Key", key}},
                               .body = body,
                               .waited = waited_},
                              {.request_id = "r-1"});
  }

  // The variables, of an answer that is as the platform wants it.
  json Variables(const std::string& body) {
    const WebhookOutcome outcome = Post(body);
    EXPECT_EQ(outcome.status, 200);
    const json answer = json::parse(outcome.body, nullptr, /*allow_exceptions=*/false);
    EXPECT_EQ(answer.size(), 2u) << outcome.body;
    EXPECT_EQ(answer["type"], "conversation_initiation_client_data");
    std::set<std::string> names;
    for (const auto& [name, value] : answer["dynamic_variables"].items()) {
      names.insert(name);
      EXPECT_TRUE(value.is_string() || value.is_boolean()) << name;
    }
    EXPECT_EQ(names,
              (std::set<std::string>{"caller_known", "clinic_locations", "clinic_name",
                                     "clinic_services", "clinic_time_now", "clinic_time_zone",
                                     "clinic_today", "clinic_today_iso"}));
    return answer["dynamic_variables"];
  }

  static bool IsNeutral(const json& variables) {
    return variables["clinic_name"] == "the clinic" && variables["clinic_today"] == "" &&
           variables["clinic_locations"] == "" && variables["caller_known"] == false;
  }

  absl::Duration waited_;
  FakeClock clock_{absl::FromUnixSeconds(1'783'900'800)};  // Monday, 10 AM in Sydney
  FakeKeyClient keys_;
  FakeCallClient calls_;
  Authenticator authenticator_{keys_, clock_, AuthenticatorOptions()};
  ConversationInitiation initiation_{authenticator_, calls_, clock_, "X-API-Key"};
};

TEST_F(ConversationInitiationTest, TellsWhatTheAgentNeedsBeforeItsFirstWord) {
  calls_.known = true;

  EXPECT_EQ(Variables(kInbound), (json{{"clinic_name", CityClinic().name},
                                       {"clinic_today", "Monday, July 13, 2026"},
                                       {"clinic_today_iso", "2026-07-13"},
                                       {"clinic_time_now", "10:00 AM"},
                                       {"clinic_time_zone", "Australia/Sydney"},
                                       {"clinic_locations", "City Rooms and Harbour Rooms"},
                                       {"clinic_services", "Acupuncture (Initial) and Massage"},
                                       {"caller_known", true}}));
}

// Anybody can show any number.
TEST_F(ConversationInitiationTest, TellsNothingOfACallerButWhetherTheyAreKnown) {
  const json stranger = Variables(kInbound);
  calls_.known = true;
  json known = Variables(kInbound);

  EXPECT_EQ(known["caller_known"], true);
  known["caller_known"] = false;
  EXPECT_EQ(known, stranger);
}

// A form, as some say that the platform sends it.
TEST_F(ConversationInitiationTest, ReadsAForm) {
  calls_.known = true;
  EXPECT_EQ(Variables("caller_id=%2B61400000001&agent_id=a&called_number=%2B61400000000"),
            Variables(kInbound));
  ASSERT_EQ(calls_.callers.size(), 2u);
  EXPECT_EQ(calls_.callers[0].phone, "+61400000001");
}

TEST_F(ConversationInitiationTest, AsksForNobodyWhereTheCallerHides) {
  for (const char* caller : {"null", R"("")", R"("anonymous")", R"("{{system__caller_id}}")"}) {
    const json variables =
        Variables(absl::StrCat(R"({"called_number":"+61400000000","caller_id":)", caller, "}"));
    EXPECT_EQ(variables["clinic_locations"], "City Rooms and Harbour Rooms") << caller;
    EXPECT_EQ(variables["caller_known"], false) << caller;
  }
  EXPECT_TRUE(calls_.callers.empty());
}

TEST_F(ConversationInitiationTest, IsNeutralForANumberOfAnotherClinic) {
  calls_.known = true;
  const json variables =
      Variables(R"({"caller_id":"+61400000001","called_number":"+61400000009"})");

  EXPECT_TRUE(IsNeutral(variables)) << variables;
  EXPECT_TRUE(calls_.calls.empty());
}

TEST_F(ConversationInitiationTest, AnswersWhateverItIsSent) {
  for (const std::string body :
       {"", "{}", "null", "[]", "\xff\xfe", "%", "a=b&&=&%zz=%4",
        "{\"called_number\":", R"({"called_number":{"a":[1,2]},"caller_id":[[]]})"}) {
    EXPECT_FALSE(Variables(body).value("clinic_today", "").empty()) << body;
  }
  Variables(std::string(200'000, '&'));
  Variables(std::string(200'000, '['));
}

TEST_F(ConversationInitiationTest, IsNeutralWhateverIsDown) {
  calls_.directory = absl::DeadlineExceededError("late");
  calls_.known = MakeError(DomainError::kBookingSystemUnavailable, "down");
  const json variables = Variables(kInbound);
  EXPECT_EQ(variables["clinic_today"], "Monday, July 13, 2026");
  EXPECT_EQ(variables["clinic_locations"], "");
  EXPECT_EQ(variables["caller_known"], false);

  clock_.Advance(absl::Hours(1));  // whose key it was is forgotten by now
  keys_.failure = absl::UnavailableError("down");
  EXPECT_TRUE(IsNeutral(Variables(kInbound)));
}

TEST_F(ConversationInitiationTest, WaitsForNobodyLongerThanTheLineDoes) {
  Variables(kInbound);

  ASSERT_EQ(calls_.calls.size(), 2u);
  for (const CallContext& call : calls_.calls) {
    EXPECT_LE(call.deadline - clock_.Now(), absl::Milliseconds(250));
    EXPECT_GT(call.deadline, clock_.Now());
  }
}

// What the request had waited for its turn used to come on top.
TEST_F(ConversationInitiationTest, CountsFromTheRequestsArrival) {
  waited_ = absl::Milliseconds(60);
  Variables(kInbound);

  ASSERT_EQ(calls_.calls.size(), 2u);
  EXPECT_EQ(calls_.calls.back().deadline - clock_.Now(), absl::Milliseconds(190));
}

TEST_F(ConversationInitiationTest, RefusesAWrongKeyAlone) {
  for (const char* key : {"", "another"}) {
    const WebhookOutcome outcome = Post(kInbound, key);
    EXPECT_EQ(outcome.status, 401);
    EXPECT_EQ(json::parse(outcome.body)["error"], "unauthorized");
    EXPECT_EQ(outcome.body.find(CityClinic().name), std::string::npos);
  }
}

}  // namespace
}  // namespace frontdesk::gateway::test
