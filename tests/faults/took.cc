#include "tests/faults/took.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace frontdesk::test {

std::map<std::string, std::vector<Answered>> AnsweredByKind(absl::string_view logs) {
  std::map<std::string, std::vector<Answered>> answered;
  for (const absl::string_view text : absl::StrSplit(logs, '\n')) {
    if (!absl::StrContains(text, "\"event\":\"request\"")) continue;
    const auto line = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!line.is_object()) continue;
    Answered one = {.took = absl::Milliseconds(line.value("took_ms", 0.0))};
    if (!absl::ParseTime(absl::RFC3339_full, line.value("ts", ""), &one.at, nullptr)) continue;
    const std::string id = line.value("request_id", "");
    answered[id.substr(0, id.find('-'))].push_back(one);
  }
  return answered;
}

std::map<std::string, std::vector<absl::Duration>> TookByKind(absl::string_view logs) {
  std::map<std::string, std::vector<absl::Duration>> took;
  for (const auto& [kind, requests] : AnsweredByKind(logs)) {
    for (const Answered& request : requests) took[kind].push_back(request.took);
  }
  return took;
}

}  // namespace frontdesk::test
