#include "gateway/json/flat_object.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "gateway/json/value.h"

namespace frontdesk::gateway {
namespace {

constexpr std::size_t kMostMembers = 64;
constexpr std::size_t kMostDigits = 18;  // as many as surely fit into 64 bits
constexpr std::size_t kUsualMembers = 12;

class Reader {
 public:
  explicit Reader(absl::string_view rest) : rest_(rest) {}

  std::optional<JsonValue> Read() {
    JsonValue::Object members;
    members.reserve(kUsualMembers);
    if (!Take('{')) return std::nullopt;
    if (Take('}')) return Ended(std::move(members));
    do {
      const std::optional<absl::string_view> name = Text();
      if (!name.has_value() || !Take(':') || members.size() == kMostMembers) return std::nullopt;
      std::optional<JsonValue> value = Value();
      if (!value.has_value()) return std::nullopt;
      const auto known = std::find_if(members.begin(), members.end(),
                                      [&](const auto& member) { return member.first == *name; });
      if (known != members.end()) {
        known->second = *std::move(value);
      } else {
        members.emplace_back(std::string(*name), *std::move(value));
      }
    } while (Take(','));
    if (!Take('}')) return std::nullopt;
    return Ended(std::move(members));
  }

 private:
  void SkipBlanks() {
    while (!rest_.empty() &&
           (rest_[0] == ' ' || rest_[0] == '\n' || rest_[0] == '\r' || rest_[0] == '\t')) {
      rest_.remove_prefix(1);
    }
  }

  bool Take(char sign) {
    SkipBlanks();
    if (rest_.empty() || rest_[0] != sign) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::optional<JsonValue> Ended(JsonValue::Object members) {
    SkipBlanks();
    if (!rest_.empty()) return std::nullopt;
    return JsonValue(std::move(members));
  }

  absl::string_view First(std::size_t length) {
    const absl::string_view first = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return first;
  }

  std::optional<absl::string_view> Text() {
    if (!Take('"')) return std::nullopt;
    std::size_t end = 0;
    while (end < rest_.size() && rest_[end] != '"') {
      if (!absl::ascii_isprint(static_cast<unsigned char>(rest_[end])) || rest_[end] == '\\') {
        return std::nullopt;
      }
      ++end;
    }
    if (end == rest_.size()) return std::nullopt;
    const absl::string_view text = First(end);
    rest_.remove_prefix(1);
    return text;
  }

  // What comes behind it is the caller's to look at: "1.5" and "nullx" end in neither sign.
  std::optional<JsonValue> Value() {
    SkipBlanks();
    if (rest_.empty()) return std::nullopt;
    if (rest_[0] == '"') {
      const std::optional<absl::string_view> text = Text();
      if (!text.has_value()) return std::nullopt;
      return JsonValue(std::string(*text));
    }
    if (absl::ascii_isdigit(static_cast<unsigned char>(rest_[0]))) return Number();
    if (absl::ConsumePrefix(&rest_, "null")) return JsonValue();
    if (absl::ConsumePrefix(&rest_, "true")) return JsonValue(true);
    if (absl::ConsumePrefix(&rest_, "false")) return JsonValue(false);
    return std::nullopt;
  }

  std::optional<JsonValue> Number() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), absl::ascii_isdigit);
    const absl::string_view digits = First(static_cast<std::size_t>(end - rest_.begin()));
    if (digits.size() > kMostDigits || (digits[0] == '0' && digits.size() > 1)) return std::nullopt;
    return JsonValue(JsonValue::Number{std::string(digits)});
  }

  absl::string_view rest_;
};

}  // namespace

std::optional<JsonValue> ReadFlatObject(absl::string_view body) { return Reader(body).Read(); }

}  // namespace frontdesk::gateway
