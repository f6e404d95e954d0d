#include "gateway/webhooks/options.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gateway/json/parse.h"
#include "gateway/json/value.h"
#include "gateway/webhooks/fields.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway {
namespace {

constexpr std::size_t kMostOptions = 50;  // no clinic has more locations than a caller can hear

void AddOption(const JsonValue& value, std::vector<Choice>& options) {
  Choice option;
  if (value.object() != nullptr) {
    option.id = MemberText(value, {"id", "business_id", "location_id", "businessId", "locationId"});
    option.label = MemberText(
        value, {"name", "business_name", "location_name", "businessName", "locationName", "label"});
  } else {
    option.label = ScalarText(value);
  }
  if (option.label.empty()) option.label = option.id;
  if (!option.label.empty() && options.size() < kMostOptions) options.push_back(std::move(option));
}

std::vector<Choice> OptionsOfText(const std::string& text) {
  const absl::string_view trimmed = absl::StripAsciiWhitespace(text);
  if (absl::StartsWith(trimmed, "[") || absl::StartsWith(trimmed, "{")) {
    // The parser reads objects alone, as bodies are.
    const absl::StatusOr<JsonValue> decoded =
        ParseJsonObject(absl::StrCat("{\"options\":", trimmed, "}"));
    const JsonValue* list = decoded.ok() ? decoded->Find("options") : nullptr;
    if (list != nullptr) return ReadOptions(*list);
  }
  std::vector<Choice> options;
  for (const absl::string_view name : absl::StrSplit(trimmed, ',')) {
    AddOption(JsonValue(std::string(name)), options);
  }
  return options;
}

}  // namespace

std::vector<Choice> ReadOptions(const JsonValue& received) {
  if (received.string() != nullptr) return OptionsOfText(*received.string());
  std::vector<Choice> options;
  if (received.array() == nullptr) {
    AddOption(received, options);
  } else {
    for (const JsonValue& value : *received.array()) AddOption(value, options);
  }
  return options;
}

}  // namespace frontdesk::gateway
