#include "tools/frontdeskctl/elevenlabs_facts.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk::ctl {
namespace {

using nlohmann::json;
using Names = std::set<std::string>;

// The variables that a call is known by, and the fields of ours that they fill. Section 3.
struct Binding {
  const char* field;
  const char* variable;
};
constexpr Binding kBindings[] = {{"sessionId", "system__conversation_id"},
                                 {"callerPhone", "system__caller_id"},
                                 {"dialedNumber", "system__called_number"}};

// Collects complaints as "where: what (section)".
class Facts {
 public:
  void Complain(const std::string& where, const std::string& what, absl::string_view section) {
    problems_.push_back(absl::StrCat(where, ": ", what, " (section ", section, ")"));
  }
  void Require(bool holds, const std::string& where, const std::string& what,
               absl::string_view section) {
    if (!holds) Complain(where, what, section);
  }

  // Whether it is an object whose keys are all among `known`, with those of `required`.
  bool IsObject(const json& value, const std::string& where, const Names& known,
                const Names& required, absl::string_view section) {
    if (!value.is_object()) {
      Complain(where, "is no object", section);
      return false;
    }
    for (const auto& [key, member] : value.items()) {
      Require(known.contains(key), where, absl::StrCat("has the unknown key ", key), section);
    }
    for (const std::string& key : required) {
      Require(value.contains(key), where, absl::StrCat("lacks ", key), section);
    }
    return true;
  }

  void OneOf(const json& object, const char* key, const std::vector<json>& values,
             const std::string& where, absl::string_view section) {
    if (!object.contains(key)) return;
    const bool is_one = std::find(values.begin(), values.end(), object[key]) != values.end();
    Require(is_one, absl::StrCat(where, ".", key), absl::StrCat("may not be ", object[key].dump()),
            section);
  }

  void IsText(const json& object, const char* key, const std::string& where,
              absl::string_view section) {
    if (!object.contains(key)) return;
    const bool text = object[key].is_string() && !object[key].get<std::string>().empty();
    Require(text, absl::StrCat(where, ".", key), "is no text", section);
  }

  std::vector<std::string> Take() { return std::move(problems_); }

 private:
  std::vector<std::string> problems_;
};

// Section 1.3: a literal has one source of its value, and sources exclude each other.
void CheckLiteral(const json& property, const std::string& where, Facts& facts) {
  static const Names kSources = {"description", "dynamic_variable", "constant_value",
                                 "is_system_provided", "is_omitted"};
  int sources = 0;
  for (const std::string& source : kSources) sources += property.contains(source) ? 1 : 0;
  facts.Require(sources == 1, where, "needs exactly one source of its value", "1.3");
  facts.IsText(property, "description", where, "1.3");
  facts.IsText(property, "dynamic_variable", where, "1.3");
  facts.OneOf(property, "type", {"string", "integer", "number", "boolean"}, where, "1.3");
  if (property.contains("enum")) {
    facts.Require(property.value("type", "") == "string" && property.contains("description"), where,
                  "has an enum and is no text that the model fills in", "1.3");
  }
  const std::string written = property.value("description", "");
  facts.Require(!absl::StrContains(written, "{{"), where,
                "is a schema and no template: bind a variable with dynamic_variable", "3");
}

void CheckObject(const json& object, const std::string& where, Facts& facts);

void CheckProperty(const json& property, const std::string& where, Facts& facts) {
  const std::string type = property.is_object() ? property.value("type", "") : "";
  if (type == "object") return CheckObject(property, where, facts);
  if (type == "array") {
    facts.IsObject(property, where, {"type", "description", "items"}, {"items"}, "1.3");
    if (property.contains("items")) CheckProperty(property["items"], where + ".items", facts);
    return;
  }
  static const Names kKnown = {"type",           "description",       "enum",
                               "allowed_values", "dynamic_variable",  "constant_value",
                               "is_omitted",     "is_system_provided"};
  if (!facts.IsObject(property, where, kKnown, {"type"}, "1.3")) return;
  CheckLiteral(property, where, facts);
}

// Section 1.3: no key besides these, so no $schema, format or additionalProperties.
void CheckObject(const json& object, const std::string& where, Facts& facts) {
  static const Names kKnown = {
      "type",       "properties",           "required",        "description", "constant_value",
      "is_omitted", "required_constraints", "dynamic_variable"};
  if (!facts.IsObject(object, where, kKnown, {"type", "properties"}, "1.3")) return;
  facts.OneOf(object, "type", {"object"}, where, "1.3");
  const json properties = object.value("properties", json::object());
  for (const auto& [name, property] : properties.items()) {
    CheckProperty(property, absl::StrCat(where, ".", name), facts);
  }
  for (const json& name : object.value("required", json::array())) {
    facts.Require(name.is_string() && properties.contains(name.get<std::string>()), where,
                  absl::StrCat("requires ", name.dump(), ", which it does not have"), "1.3");
  }
}

// Section 1.5: a secret is named, never written; what stands in the file is in transcripts too.
void CheckHeaders(const json& headers, const std::string& where, Facts& facts) {
  if (!headers.is_object()) return facts.Complain(where, "is no object", "1.2");
  bool key = false;
  for (const auto& [name, value] : headers.items()) {
    const std::string here = absl::StrCat(where, ".", name);
    if (absl::EqualsIgnoreCase(name, "X-API-Key")) {
      key = true;
      facts.Require(value.is_object(), here, "is written out and not a reference", "1.5");
    }
    if (!value.is_object()) continue;
    const bool one =
        value.size() == 1 && (value.contains("secret_id") || value.contains("variable_name") ||
                              value.contains("env_var_label"));
    facts.Require(one, here, "is no reference", "1.2");
  }
  facts.Require(key, where, "has no X-API-Key", "1.5");
}

void CheckBindings(const json& body, const std::string& where, Facts& facts) {
  const json properties = body.value("properties", json::object());
  for (const auto& [field, variable] : kBindings) {
    const json bound = {{"type", "string"}, {"dynamic_variable", variable}};
    facts.Require(properties.value(field, json()) == bound, absl::StrCat(where, ".", field),
                  absl::StrCat("is not bound to ", variable, " alone"), "3");
  }
  // The numbers are null on a web page and in an anonymous call.
  json required = body.value("required", json::array());
  const auto requires_field = [&](const char* field) {
    return std::find(required.begin(), required.end(), field) != required.end();
  };
  facts.Require(requires_field("sessionId"), where, "does not require sessionId", "3");
  facts.Require(!requires_field("callerPhone") && !requires_field("dialedNumber"), where,
                "requires a number, which a web page does not have", "3");
}

void CheckApiSchema(const json& api, Facts& facts) {
  const std::string where = "api_schema";
  static const Names kKnown = {"url",
                               "method",
                               "path_params_schema",
                               "query_params_schema",
                               "request_body_schema",
                               "response_body_schema",
                               "response_filter",
                               "content_type",
                               "request_headers",
                               "auth_connection",
                               "auth_resolved_params"};
  if (!facts.IsObject(api, where, kKnown, {"url", "request_headers", "request_body_schema"},
                      "1.2")) {
    return;
  }
  static const std::regex kUrl(R"(https?://[^\s{}?#]+)");
  facts.Require(std::regex_match(api.value("url", ""), kUrl), where + ".url",
                "is no address without query and placeholders", "1.2");
  // The default would be GET, which has no body.
  facts.Require(api.value("method", "") == "POST", where + ".method", "is not POST", "1.2");
  facts.OneOf(api, "content_type", {"application/json"}, where, "1.2");
  CheckHeaders(api.value("request_headers", json()), where + ".request_headers", facts);
  const json body = api.value("request_body_schema", json());
  CheckObject(body, where + ".request_body_schema", facts);
  if (body.is_object()) CheckBindings(body, where + ".request_body_schema", facts);
}

void CheckToolKeys(const json& tool, Facts& facts) {
  static const Names kKnown = {"type",
                               "name",
                               "description",
                               "api_schema",
                               "response_timeout_secs",
                               "interruption_mode",
                               "disable_interruptions",
                               "pre_tool_speech",
                               "force_pre_tool_speech",
                               "execution_mode",
                               "tool_call_sound",
                               "tool_call_sound_behavior",
                               "tool_error_handling_mode",
                               "assignments",
                               "dynamic_variables",
                               "follow_redirects",
                               "follow_redirects_allowed_domains"};
  facts.IsObject(tool, "tool", kKnown, {"type", "name", "description", "api_schema"}, "1.1");
  facts.OneOf(tool, "type", {"webhook"}, "tool", "1.1");
  static const std::regex kName("[a-zA-Z0-9_-]{1,64}");
  facts.Require(std::regex_match(tool.value("name", ""), kName), "tool.name", "is no name", "1.1");
  facts.IsText(tool, "description", "tool", "1.1");
  facts.OneOf(tool, "interruption_mode",
              {"allow", "disable_during_tool", "disable_during_tool_and_turn"}, "tool", "1.1");
  facts.OneOf(tool, "pre_tool_speech", {"auto", "force", "off"}, "tool", "1.1");
  facts.OneOf(tool, "execution_mode", {"immediate", "post_tool_speech", "async"}, "tool", "1.1");
  facts.OneOf(tool, "tool_call_sound",
              {"typing", "elevator1", "elevator2", "elevator3", "elevator4", nullptr}, "tool",
              "1.1");
  facts.OneOf(tool, "tool_call_sound_behavior", {"auto", "always"}, "tool", "1.1");
  for (const char* old : {"disable_interruptions", "force_pre_tool_speech"}) {
    facts.Require(!tool.contains(old), "tool", absl::StrCat("has the deprecated ", old), "1.1");
  }
}

// What ElevenLabs would accept and yet must not be so with our gateway.
void CheckToolUse(const json& tool, Facts& facts) {
  const json timeout = tool.value("response_timeout_secs", json());
  const bool in_range = timeout.is_number_integer() && timeout >= 5 && timeout <= 300;
  facts.Require(in_range, "tool.response_timeout_secs", "is not 5 to 300", "1.1");
  // Reads take at most 1.5 s and writes 8 s: ours must be the answer that is heard.
  facts.Require(in_range && timeout >= 8, "tool.response_timeout_secs", "is below 8", "7");
  // The default hides what we say from the model.
  facts.Require(tool.value("tool_error_handling_mode", "") == "passthrough",
                "tool.tool_error_handling_mode", "is not passthrough", "1.1");
  facts.Require(tool.value("follow_redirects", json(false)) == false, "tool.follow_redirects",
                "is on, and would turn a POST into a GET without our key", "1.1");
}

}  // namespace

std::vector<std::string> ToolProblems(const json& tool) {
  Facts facts;
  if (!tool.is_object()) {
    facts.Complain("tool", "is no object", "1.1");
    return facts.Take();
  }
  CheckToolKeys(tool, facts);
  CheckToolUse(tool, facts);
  CheckApiSchema(tool.value("api_schema", json()), facts);
  return facts.Take();
}

std::vector<std::string> AgentProblems(const json& agent) {
  Facts facts;
  if (!facts.IsObject(agent, "agent", {"name", "tags", "conversation_config", "platform_settings"},
                      {"name", "conversation_config"}, "6")) {
    return facts.Take();
  }
  const json config = agent.value("conversation_config", json());
  facts.IsObject(config, "conversation_config", {"agent", "turn", "conversation", "tts", "asr"},
                 {"agent"}, "6");
  const auto at = [](const json& value, const char* pointer) {
    const json::json_pointer path(pointer);
    return value.contains(path) ? value.at(path) : json();
  };
  const json prompt = at(config, "/agent/prompt");
  const std::string where = "conversation_config.agent.prompt";
  facts.IsObject(prompt, where,
                 {"prompt", "llm", "temperature", "timezone", "tool_ids", "built_in_tools"},
                 {"prompt", "llm", "timezone", "tool_ids"}, "6");
  if (prompt.is_object()) {
    facts.IsText(prompt, "prompt", where, "6");
    // Without it the agent does not know today's date and invents one.
    facts.IsText(prompt, "timezone", where, "6");
    facts.Require(prompt.value("tool_ids", json()).is_array(), where + ".tool_ids", "is no list",
                  "1");
  }
  const json turn = at(config, "/turn/turn_timeout");
  facts.Require(turn.is_null() || (turn.is_number() && turn >= 1 && turn <= 30),
                "conversation_config.turn.turn_timeout", "is not 1 to 30", "7");
  const json words = at(config, "/turn/soft_timeout_config/message");
  facts.Require(words.is_null() || (words.is_string() && words.get<std::string>().size() <= 200),
                "conversation_config.turn.soft_timeout_config.message", "is longer than 200", "7");

  const json settings = agent.value("platform_settings", json::object());
  facts.IsObject(settings, "platform_settings", {"overrides", "workspace_overrides"}, {}, "6");
  const json initiation =
      at(settings, "/workspace_overrides/conversation_initiation_client_data_webhook");
  const bool enabled =
      at(settings, "/overrides/enable_conversation_initiation_client_data_from_webhook") == true;
  facts.Require(enabled == !initiation.is_null(), "platform_settings",
                "needs the initiation webhook and its switch together, or neither", "4");
  if (!initiation.is_null()) {
    facts.IsObject(initiation, "initiation webhook", {"url", "request_headers"},
                   {"url", "request_headers"}, "4");
    const json headers = initiation.value("request_headers", json::object());
    for (const auto& [name, value] : headers.items()) {
      const bool fits = value.is_string() || (value.is_object() && value.contains("secret_id"));
      facts.Require(fits, absl::StrCat("initiation webhook.", name),
                    "may be a text or a secret_id alone", "4");
    }
  }
  static const Names kEvents = {"transcript",
                                "audio",
                                "call_initiation_failure",
                                "answering_machine_detection",
                                "unredacted_transcript",
                                "unredacted_audio"};
  for (const json& event : at(settings, "/workspace_overrides/webhooks/events")) {
    facts.Require(event.is_string() && kEvents.contains(event.get<std::string>()),
                  "workspace_overrides.webhooks.events", absl::StrCat("has ", event.dump()), "5");
  }
  return facts.Take();
}

}  // namespace frontdesk::ctl
