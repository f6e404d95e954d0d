#include "gateway/webhooks/options.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
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
  if (const JsonValue decoded = Decoded(text); !decoded.is_null()) return ReadOptions(decoded);
  std::vector<Choice> options;
  for (const absl::string_view name : absl::StrSplit(text, ',')) {
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
