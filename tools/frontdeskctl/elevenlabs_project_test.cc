#include "tools/frontdeskctl/elevenlabs_project.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "libs/testing/status_matchers.h"
#include "tools/frontdeskctl/elevenlabs_facts.h"

// The files of deploy/elevenlabs, held to the facts of contract/elevenlabs.md and to the gateway.
namespace frontdesk::ctl {
namespace {

using nlohmann::json;
using test::IsOk;
using test::IsOkAndHolds;
using test::StatusIs;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

ElevenLabsOptions Options() {
  return {.url = "https://desk.clinic.example/api",
          .clinic_name = "Harbour \"Health\"",
          .time_zone = "Australia/Perth"};
}

ProjectFiles Rendered(const ElevenLabsOptions& options = Options()) {
  const absl::StatusOr<ProjectFiles> files = RenderElevenLabs(options);
  EXPECT_THAT(files, IsOk());
  return files.ok() ? *files : ProjectFiles();
}

std::map<std::string, json> Tools() {
  std::map<std::string, json> tools;
  for (const auto& [name, text] : Rendered()) {
    if (absl::StartsWith(name, "tool_configs/")) tools[name] = json::parse(text);
  }
  return tools;
}

json Agent(const ElevenLabsOptions& options = Options()) {
  return json::parse(Rendered(options)["agent_configs/reception.json"]);
}

const json& OpenApi() {
  static const json document = [] {
    std::ifstream file("gateway/openapi/openapi.json");
    return json::parse(file);
  }();
  return document;
}

TEST(ElevenLabsTools, AreAllTenAndWhatElevenLabsAccepts) {
  const std::map<std::string, json> tools = Tools();
  EXPECT_THAT(tools, SizeIs(10));
  for (const auto& [name, tool] : tools) {
    EXPECT_THAT(ToolProblems(tool), IsEmpty()) << name;
    EXPECT_EQ(name, absl::StrCat("tool_configs/", tool["name"].get<std::string>(), ".json"));
  }
}

TEST(ElevenLabsTools, AreAllListedWithoutIds) {
  const json list = json::parse(Rendered()["tools.json"]);
  std::set<std::string> listed;
  for (const json& tool : list["tools"]) {
    EXPECT_EQ(tool["type"], "webhook");
    EXPECT_FALSE(tool.contains("id"));
    listed.insert(tool["config"]);
  }
  for (const auto& [name, tool] : Tools()) EXPECT_TRUE(listed.contains(name)) << name;
  EXPECT_THAT(listed, SizeIs(10));
}

// A field that the gateway does not read would be asked of the caller for nothing.
TEST(ElevenLabsTools, CallRoutesThatThereAreWithFieldsThatTheyRead) {
  for (const auto& [name, tool] : Tools()) {
    SCOPED_TRACE(name);
    const std::string url = tool["api_schema"]["url"];
    ASSERT_TRUE(absl::StartsWith(url, Options().url));
    const std::string path = url.substr(Options().url.size());
    ASSERT_TRUE(OpenApi()["paths"].contains(path)) << path;
    const json& request = OpenApi()["paths"][path]["post"]["requestBody"];
    const std::string ref = request["content"]["application/json"]["schema"]["$ref"];
    const json& fields = OpenApi().at(json::json_pointer(ref.substr(1)))["properties"];
    for (const auto& [field, property] :
         tool["api_schema"]["request_body_schema"]["properties"].items()) {
      bool read = fields.contains(field);
      for (const auto& [other, schema] : fields.items()) {
        for (const json& alias : schema.value("x-aliases", json::array())) {
          read = read || alias == field;
        }
      }
      EXPECT_TRUE(read) << field;
    }
  }
}

TEST(ElevenLabsTools, LeaveTheGatewayTheTimeThatItTakes) {
  for (const auto& [name, tool] : Tools()) {
    const bool writes = absl::StrContains(name, "appointment");
    EXPECT_EQ(tool["response_timeout_secs"], writes ? 15 : 8) << name;
  }
}

TEST(ElevenLabsTools, HoldNoSecret) {
  for (const auto& [name, text] : Rendered()) {
    EXPECT_FALSE(std::regex_search(text, std::regex(R"(\bsk_|wsec_|Bearer |\bfd_)"))) << name;
  }
  for (const auto& [name, tool] : Tools()) {
    EXPECT_EQ(tool["api_schema"]["request_headers"],
              (json{{"X-API-Key", {{"env_var_label", "frontdesk_api_key"}}}}));
  }
}

TEST(ElevenLabsAgent, IsTheClinicsOwnAndWhatElevenLabsAccepts) {
  const json agent = Agent();
  EXPECT_THAT(AgentProblems(agent), IsEmpty());
  EXPECT_EQ(agent["name"], "Harbour \"Health\" reception");
  const json& prompt = agent["conversation_config"]["agent"]["prompt"];
  EXPECT_EQ(prompt["timezone"], "Australia/Perth");
  EXPECT_THAT(prompt["prompt"].get<std::string>(), HasSubstr("Harbour \"Health\""));
  for (const auto& [name, text] : Rendered()) {
    EXPECT_FALSE(absl::StrContains(text, "<<")) << name;
    EXPECT_FALSE(absl::StrContains(text, "gateway.example")) << name;
  }
}

// A custom variable that nobody fills in ends the call before it begins. Section 4.
TEST(ElevenLabsAgent, NeedsNoVariableButThePlatformsOwn) {
  const std::string text = Agent()["conversation_config"].dump();
  static const std::regex variable(R"(\{\{([^}]*)\}\})");
  for (std::sregex_iterator found(text.begin(), text.end(), variable), end; found != end; ++found) {
    EXPECT_EQ((*found)[1].str().rfind("system__", 0), 0u) << found->str();
  }
}

TEST(ElevenLabsAgent, HasAValueForEveryVariableOfTheInitiationWebhook) {
  ElevenLabsOptions options = Options();
  options.initiation_secret_id = "secret_example";
  const json agent = Agent(options);

  EXPECT_THAT(AgentProblems(agent), IsEmpty());
  const json& in_call = agent["conversation_config"]["agent"];
  const json& placeholders = in_call["dynamic_variables"]["dynamic_variable_placeholders"];
  const std::string text = in_call.dump();
  static const std::regex variable(R"(\{\{([^}]*)\}\})");
  int own = 0;
  for (std::sregex_iterator found(text.begin(), text.end(), variable), end; found != end; ++found) {
    const std::string name = (*found)[1];
    if (absl::StartsWith(name, "system__")) continue;
    EXPECT_TRUE(placeholders.contains(name)) << name;
    ++own;
  }
  EXPECT_EQ(own, 8);
  // The gateway tells these and no others.
  const json told = OpenApi()["components"]["schemas"]["ConversationInitiationAnswer"]["properties"]
                             ["dynamic_variables"]["properties"];
  EXPECT_EQ(told.size(), placeholders.size());
  for (const auto& [name, value] : placeholders.items()) EXPECT_TRUE(told.contains(name)) << name;
  EXPECT_EQ(agent["platform_settings"]["workspace_overrides"]
                 ["conversation_initiation_client_data_webhook"]["url"],
            "https://desk.clinic.example/api/conversation-initiation");
}

TEST(ElevenLabsAgent, ReportsItsCallsWhereAWebhookIsNamed) {
  ElevenLabsOptions options = Options();
  options.post_call_webhook_id = "wh_example";
  EXPECT_EQ(
      Agent(
          options)["platform_settings"]["workspace_overrides"]["webhooks"]["post_call_webhook_id"],
      "wh_example");
  EXPECT_THAT(AgentProblems(Agent(options)), IsEmpty());
}

TEST(ElevenLabsAgent, NamesInItsPromptOnlyToolsThatThereAre) {
  const json told = OpenApi()["components"]["schemas"]["ConversationInitiationAnswer"]["properties"]
                             ["dynamic_variables"]["properties"];
  std::set<std::string> known = {"needs_clarification", "slot_details", "business_id", "end_call"};
  for (const auto& [name, tool] : Tools()) known.insert(tool["name"]);
  std::string prompt = Agent()["conversation_config"]["agent"]["prompt"]["prompt"];
  prompt = std::regex_replace(prompt, std::regex(R"(\{\{[^}]*\}\})"), "");
  static const std::regex word("[a-z]+(_[a-z]+)+");
  std::set<std::string> named;
  for (std::sregex_iterator found(prompt.begin(), prompt.end(), word), end; found != end; ++found) {
    EXPECT_TRUE(known.contains(found->str())) << found->str();
    named.insert(found->str());
  }
  EXPECT_GT(named.size(), 8u);
}

// Each breaks one fact of the contract.
TEST(ElevenLabsFacts, NoticeEveryMistakeThatOthersMade) {
  const json good = Tools().begin()->second;
  const std::string body = "/api_schema/request_body_schema";
  const std::map<std::string, json> mistakes = {
      {"/name", "two words"},
      {"/type", "client"},
      {"/response_timeout_secs", 4},
      {"/response_timeout_secs ", 301},
      {"/execution_mode", "sometimes"},
      {"/interruption_mode", "never"},
      {"/pre_tool_speech", true},
      {"/tool_call_sound", "jazz"},
      {"/tool_error_handling_mode", "auto"},
      {"/follow_redirects", true},
      {"/disable_interruptions", false},
      {"/mtls_auth_connection", nullptr},
      {"/api_schema/method", "GET"},
      {"/api_schema/url", "https://x.example/{id}"},
      {"/api_schema/url ", "x.example"},
      {"/api_schema/content_type", "application/x-www-form-urlencoded"},
      {"/api_schema/headers", json::array()},
      {"/api_schema/request_headers", json::object()},
      {"/api_schema/request_headers/X-API-Key", "in the open"},
      {"/api_schema/request_headers/X-API-Key/secret_id", "both"},
      {body + "/additionalProperties", false},
      {body + "/required/0", "nothing"},
      {body + "/required/1", "callerPhone"},
      {body + "/properties/sessionId/description", "the session"},
      {body + "/properties/callerPhone/dynamic_variable", "caller"},
      {body + "/properties/dialedNumber", {{"type", "string"}, {"description", "number"}}},
      {body + "/properties/x", {{"type", "string"}}},
      {body + "/properties/x ", {{"type", "text"}, {"description", "x"}}},
      {body + "/properties/x  ", {{"type", "string"}, {"description", "{{system__caller_id}}"}}},
      {body + "/properties/x   ", {{"type", "string"}, {"description", "x"}, {"format", "date"}}},
      {body + "/properties/x    ", {{"type", "array"}, {"description", "x"}}},
      {body + "/properties/x     ",
       {{"type", "integer"}, {"description", "x"}, {"enum", {"1", "2"}}}}};
  for (const auto& [where, mistake] : mistakes) {
    json bad = good;
    bad[json::json_pointer(absl::StrReplaceAll(where, {{" ", ""}}))] = mistake;
    EXPECT_THAT(ToolProblems(bad), Not(IsEmpty())) << where;
    EXPECT_THAT(ToolProblems(bad), Each(HasSubstr("(section "))) << where;
  }
  for (const json& odd : {json(), json::array(), json("x"), json::object()}) {
    EXPECT_THAT(ToolProblems(odd), Not(IsEmpty()));
    EXPECT_THAT(AgentProblems(odd), Not(IsEmpty()));
  }
}

TEST(ElevenLabsFacts, NoticeMistakesInAgents) {
  const std::string prompt = "/conversation_config/agent/prompt";
  const std::string overrides = "/platform_settings/workspace_overrides";
  const std::map<std::string, json> mistakes = {
      {"/tools", json::array()},
      {prompt + "/tools", json::array()},
      {prompt + "/timezone", ""},
      {prompt + "/tool_ids", "all"},
      {"/conversation_config/turn/turn_timeout", 31},
      {"/conversation_config/turn/soft_timeout_config/message", std::string(201, 'x')},
      {"/platform_settings/overrides/"
       "enable_conversation_initiation_client_data_from_webhook",
       true},
      {overrides + "/webhooks/events", {"everything"}}};
  for (const auto& [where, mistake] : mistakes) {
    json bad = Agent();
    bad[json::json_pointer(where)] = mistake;
    EXPECT_THAT(AgentProblems(bad), Not(IsEmpty())) << where;
  }
}

TEST(GatewayUrl, IsAnHttpsAddressAndNothingMore) {
  EXPECT_THAT(CheckGatewayUrl("https://desk.clinic.example/"),
              IsOkAndHolds("https://desk.clinic.example"));
  EXPECT_THAT(CheckGatewayUrl("https://desk.clinic.example:8443/v1//"),
              IsOkAndHolds("https://desk.clinic.example:8443/v1"));
  for (const char* wrong :
       {"", "desk.clinic.example", "ftp://x.example", "https://", "https://u:p@x.example",
        "https://x.example/?a=b", "https://x.example#a", "https://x y.example", "https://{{host}}",
        "https://x.example/{id}", "http://desk.clinic.example", "http://127.0.0.1.clinic.example",
        "http://localhost.clinic.example", "https://-x"}) {
    EXPECT_THAT(CheckGatewayUrl(wrong), StatusIs(absl::StatusCode::kInvalidArgument)) << wrong;
  }
  for (const char* own : {"http://127.0.0.1:8080", "http://localhost", "http://[::1]:80"}) {
    EXPECT_THAT(CheckGatewayUrl(own), IsOkAndHolds(std::string(own)));
    EXPECT_TRUE(IsLoopbackUrl(own));
  }
  EXPECT_FALSE(IsLoopbackUrl("https://desk.clinic.example"));
}

std::string Pushed(const std::string& tools_json) {
  json tools = json::parse(tools_json);
  int next = 1;
  for (json& tool : tools["tools"]) tool["id"] = absl::StrCat("tool_", next++);
  return tools.dump();
}

TEST(ElevenLabsLink, GivesTheAgentTheIdsOfItsTools) {
  ProjectFiles files = Rendered();
  EXPECT_THAT(LinkTools(files["tools.json"], files["agent_configs/reception.json"]),
              StatusIs(absl::StatusCode::kFailedPrecondition,
                       HasSubstr("tool_configs/location_resolver.json")));

  const absl::StatusOr<std::string> linked =
      LinkTools(Pushed(files["tools.json"]), files["agent_configs/reception.json"]);
  ASSERT_THAT(linked, IsOk());
  const json ids = json::parse(*linked)["conversation_config"]["agent"]["prompt"]["tool_ids"];
  EXPECT_THAT(ids, SizeIs(10));
  EXPECT_EQ(ids[0], "tool_1");
}

// A push of entries without ids would make everything a second time.
TEST(ElevenLabsLink, KeepsTheIdsOfAnEarlierPush) {
  ProjectFiles earlier = Rendered();
  earlier["tools.json"] = Pushed(earlier["tools.json"]);
  ProjectFiles fresh = Rendered();
  ASSERT_THAT(KeepIds(earlier, fresh), IsOk());

  EXPECT_EQ(json::parse(fresh["tools.json"]), json::parse(earlier["tools.json"]));
  EXPECT_THAT(json::parse(fresh["agent_configs/reception.json"])["conversation_config"]["agent"]
                                                                ["prompt"]["tool_ids"],
              SizeIs(10));
}

}  // namespace
}  // namespace frontdesk::ctl
