#include "tools/frontdeskctl/elevenlabs_merge.h"

#include <openssl/evp.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk::ctl {
namespace {

using Json = nlohmann::json;

Json Parsed(const std::string& text) {
  return Json::parse(text, nullptr, /*allow_exceptions=*/false);
}

// Leaves of each entry of tools.json and agents.json which file it is for: the rest is ElevenLabs'.
void DropIds(Json& file) {
  for (const char* list : {"tools", "agents"}) {
    if (!file.contains(list) || !file[list].is_array()) continue;
    for (Json& entry : file[list]) {
      if (entry.is_object() && entry.contains("config")) entry = {{"config", entry["config"]}};
    }
  }
  const Json::json_pointer prompt("/conversation_config/agent/prompt");
  if (file.contains(prompt) && file[prompt].is_object()) file[prompt].erase("tool_ids");
}

std::string Sha256(absl::string_view text) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest, &size, EVP_sha256(), nullptr);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest), size));
}

// The same for two texts that say the same.
std::string Fingerprint(const std::string& text) {
  Json file = Parsed(text);
  if (!file.is_object()) return Sha256(absl::StripTrailingAsciiWhitespace(text));
  DropIds(file);
  return Sha256(file.dump());
}

bool SaysTheSame(const std::string& a, const std::string& b) {
  const Json parsed = Parsed(a);
  return a == b || (parsed.is_object() && parsed == Parsed(b));
}

}  // namespace

ExportMerge MergeExport(const ProjectFiles& earlier, const ProjectFiles& fresh,
                        const std::string& record, bool force) {
  const Json known = Parsed(record);
  Json written = known.is_object() ? known.value("written", Json::object()) : Json::object();
  ExportMerge merge;
  for (const auto& [name, text] : fresh) {
    const std::string fingerprint = Fingerprint(text);
    if (const auto found = earlier.find(name); found != earlier.end()) {
      const std::string there = Fingerprint(found->second);
      const bool ours = there == fingerprint || written.value(name, "") == there;
      if (!ours && !force) {
        merge.kept.push_back(name);
        continue;
      }
      if (!SaysTheSame(found->second, text)) {
        merge.replaced.push_back(name);
        merge.write[name] = text;
      }
    } else {
      merge.write[name] = text;
    }
    written[name] = fingerprint;
  }
  merge.write[kExportRecord] =
      absl::StrCat(Json{{"what", "how `frontdeskctl elevenlabs export` last wrote these files"},
                        {"written", written}}
                       .dump(2),
                   "\n");
  return merge;
}

}  // namespace frontdesk::ctl
