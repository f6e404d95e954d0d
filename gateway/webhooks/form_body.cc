#include "gateway/webhooks/form_body.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gateway/json/value.h"

namespace frontdesk::gateway {
namespace {

constexpr std::size_t kMostFields = 32;

// A percent sign that begins no code is itself.
std::string Decoded(absl::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && absl::ascii_isxdigit(text[i + 1]) &&
        absl::ascii_isxdigit(text[i + 2])) {
      decoded += absl::HexStringToBytes(text.substr(i + 1, 2));
      i += 2;
    } else {
      decoded += text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

}  // namespace

JsonValue ParseForm(absl::string_view body) {
  JsonValue::Object fields;
  for (const absl::string_view pair : absl::StrSplit(body, '&')) {
    const std::size_t equals = pair.find('=');
    if (equals == absl::string_view::npos || fields.size() >= kMostFields) continue;
    std::string name = Decoded(pair.substr(0, equals));
    JsonValue value{JsonValue::Any(Decoded(pair.substr(equals + 1)))};
    const auto same = std::find_if(fields.begin(), fields.end(),
                                   [&](const auto& field) { return field.first == name; });
    if (same == fields.end()) {
      fields.emplace_back(std::move(name), std::move(value));
    } else {
      same->second = std::move(value);
    }
  }
  return JsonValue(JsonValue::Any(std::move(fields)));
}

}  // namespace frontdesk::gateway
