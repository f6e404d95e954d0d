#include "tools/frontdeskctl/elevenlabs_project.h"

#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/elevenlabs_facts.h"
#include "tools/frontdeskctl/elevenlabs_templates.h"

namespace frontdesk::ctl {
namespace {

using Json = nlohmann::ordered_json;  // keeps the files' order, for people and for diffs

constexpr char kTemplateUrl[] = "https://gateway.example";
constexpr char kTemplateLabel[] = "frontdesk_api_key";
constexpr char kToolFolder[] = "tool_configs/";
constexpr char kAgentFile[] = "agent_configs/reception.json";

// What the agent falls back on where nothing is known, as the gateway says it. Section 4: a
// variable that is missing ends the call before it begins.
Json NeutralVariables() {
  return {{"clinic_name", "the clinic"}, {"clinic_today", ""},     {"clinic_today_iso", ""},
          {"clinic_time_now", ""},       {"clinic_time_zone", ""}, {"clinic_locations", ""},
          {"clinic_services", ""},       {"caller_known", false}};
}

std::string Text(const Json& file) { return absl::StrCat(file.dump(2), "\n"); }

absl::StatusOr<Json> Parsed(const std::string& name, const std::string& text) {
  Json file = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!file.is_object()) return absl::InvalidArgumentError(absl::StrCat(name, " is no JSON"));
  return file;
}

std::string Filled(const std::string& text, const ElevenLabsOptions& options) {
  return absl::StrReplaceAll(
      text, {{"<<clinic_name>>", options.clinic_name}, {"<<time_zone>>", options.time_zone}});
}

absl::Status Accepted(const std::string& name, const std::vector<std::string>& problems) {
  if (problems.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(name, ": ", absl::StrJoin(problems, "; ")));
}

absl::StatusOr<std::string> Tool(const std::string& name, const std::string& text,
                                 const ElevenLabsOptions& options) {
  ASSIGN_OR_RETURN(Json tool, Parsed(name, text));
  Json& api = tool["api_schema"];
  std::string path = api["url"].get<std::string>();
  api["url"] = absl::StrCat(options.url, absl::StripPrefix(path, kTemplateUrl));
  for (auto& [header, value] : api["request_headers"].items()) {
    if (value.value("env_var_label", "") == kTemplateLabel) {
      value["env_var_label"] = options.key_label;
    }
  }
  RETURN_IF_ERROR(Accepted(name, ToolProblems(nlohmann::json(tool))));
  return Text(tool);
}

absl::StatusOr<std::string> Agent(const ProjectFiles& templates, const ElevenLabsOptions& options) {
  ASSIGN_OR_RETURN(Json agent, Parsed(kAgentFile, templates.at(kAgentFile)));
  std::string prompt = Filled(templates.at("prompt.md"), options);
  agent["name"] = Filled(agent["name"].get<std::string>(), options);
  Json& in_call = agent["conversation_config"]["agent"];
  in_call["first_message"] = Filled(in_call["first_message"].get<std::string>(), options);
  in_call["prompt"]["timezone"] = options.time_zone;
  Json& settings = agent["platform_settings"];
  if (!options.initiation_secret_id.empty()) {
    absl::StrAppend(&prompt, templates.at("prompt_initiation.md"));
    in_call["dynamic_variables"] = {{"dynamic_variable_placeholders", NeutralVariables()}};
    settings["overrides"]["enable_conversation_initiation_client_data_from_webhook"] = true;
    settings["workspace_overrides"]["conversation_initiation_client_data_webhook"] = {
        {"url", absl::StrCat(options.url, "/conversation-initiation")},
        {"request_headers", {{"X-API-Key", {{"secret_id", options.initiation_secret_id}}}}}};
  }
  if (!options.post_call_webhook_id.empty()) {
    settings["workspace_overrides"]["webhooks"] = {
        {"post_call_webhook_id", options.post_call_webhook_id},
        {"events", {"transcript", "call_initiation_failure"}},
        {"transcript_format", "json"}};
  }
  in_call["prompt"]["prompt"] = prompt;
  RETURN_IF_ERROR(Accepted(kAgentFile, AgentProblems(nlohmann::json(agent))));
  return Text(agent);
}

// Copies `id` and the like of the entries that name the same file.
absl::Status KeepEntries(const std::string& name, const char* list, const ProjectFiles& earlier,
                         ProjectFiles& fresh) {
  const auto old = earlier.find(name);
  if (old == earlier.end()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const Json before, Parsed(name, old->second));
  ASSIGN_OR_RETURN(Json after, Parsed(name, fresh[name]));
  for (Json& entry : after[list]) {
    for (const Json& known : before.value(list, Json::array())) {
      if (!known.is_object() || known.value("config", "") != entry["config"]) continue;
      for (const auto& [key, value] : known.items()) {
        if (!entry.contains(key)) entry[key] = value;
      }
    }
  }
  fresh[name] = Text(after);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::string> CheckGatewayUrl(absl::string_view url) {
  static const std::regex kAddress(
      R"((https?)://([A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?(/[A-Za-z0-9._~/-]*)?)");
  std::string address(absl::StripAsciiWhitespace(url));
  while (absl::EndsWith(address, "/")) address.pop_back();
  std::smatch parts;
  if (!std::regex_match(address, parts, kAddress)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--url ", url,
                     " is no address of a gateway: write it as https://gateway.clinic.example, "
                     "without a user, a query or a fragment"));
  }
  if (parts[1] == "http" && !IsLoopbackUrl(address)) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--url ", url, " is not https: callers' names and the key would travel in the open"));
  }
  return address;
}

bool IsLoopbackUrl(absl::string_view url) {
  static const std::regex kLoopback(
      R"(https?://(localhost|127\.[0-9]+\.[0-9]+\.[0-9]+|\[::1\])([:/].*)?)", std::regex::icase);
  return std::regex_match(std::string(url), kLoopback);
}

absl::StatusOr<ProjectFiles> RenderElevenLabs(const ElevenLabsOptions& options) {
  const ProjectFiles templates = ElevenLabsTemplates();
  ProjectFiles files;
  for (const auto& [name, text] : templates) {
    if (absl::StartsWith(name, kToolFolder)) {
      ASSIGN_OR_RETURN(files[name], Tool(name, text, options));
    } else if (name == kAgentFile) {
      ASSIGN_OR_RETURN(files[name], Agent(templates, options));
    } else if (absl::EndsWith(name, ".json")) {
      files[name] = text;
    }
  }
  return files;
}

absl::Status KeepIds(const ProjectFiles& earlier, ProjectFiles& fresh) {
  RETURN_IF_ERROR(KeepEntries("tools.json", "tools", earlier, fresh));
  RETURN_IF_ERROR(KeepEntries("agents.json", "agents", earlier, fresh));
  const absl::StatusOr<std::string> linked = LinkTools(fresh["tools.json"], fresh[kAgentFile]);
  if (linked.ok()) fresh[kAgentFile] = *linked;  // else nothing was pushed yet
  return absl::OkStatus();
}

absl::StatusOr<std::string> LinkTools(const std::string& tools_json, const std::string& agent) {
  ASSIGN_OR_RETURN(const Json tools, Parsed("tools.json", tools_json));
  ASSIGN_OR_RETURN(Json linked, Parsed(kAgentFile, agent));
  Json ids = Json::array();
  std::vector<std::string> unpushed;
  for (const Json& tool : tools.value("tools", Json::array())) {
    if (!tool.is_object()) continue;
    const std::string id = tool.value("id", "");
    if (id.empty()) unpushed.push_back(tool.value("config", "?"));
    ids.push_back(id);
  }
  if (!unpushed.empty() || ids.empty()) {
    return absl::FailedPreconditionError(
        absl::StrCat("not pushed yet: ", absl::StrJoin(unpushed, ", "),
                     "; run `elevenlabs tools push` in the folder first"));
  }
  const Json::json_pointer path("/conversation_config/agent/prompt/tool_ids");
  linked[path] = ids;
  return Text(linked);
}

}  // namespace frontdesk::ctl
