#include "libs/cliniko/json_row.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/cliniko/failure.h"
#include "nlohmann/json.hpp"

namespace frontdesk::cliniko {
namespace {

constexpr int kDeepest = 32;
constexpr size_t kLongestId = 20;
constexpr size_t kLongestInstant = 40;

// nlohmann's parser has no bound of its own, and destroying a deep value recurses.
bool IsTooDeep(absl::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      if (++depth > kDeepest) return true;
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return false;
}

const Json& EmptyObject() {
  static const Json* const empty = new Json(Json::object());
  return *empty;
}

const Json& EmptyArray() {
  static const Json* const empty = new Json(Json::array());
  return *empty;
}

}  // namespace

absl::StatusOr<Json> ParseJson(absl::string_view text) {
  const auto malformed = [](absl::string_view why) {
    return MakeFailure({.failure = Failure::kMalformedAnswer}, why);
  };
  if (IsTooDeep(text)) return malformed("the answer is nested too deeply");
  Json json = Json::parse(text.begin(), text.end(), /*cb=*/nullptr, /*allow_exceptions=*/false);
  if (json.is_discarded()) return malformed("the answer is not JSON");
  return json;
}

bool IsId(absl::string_view text) {
  return !text.empty() && text.size() <= kLongestId &&
         std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

std::string IdOf(const Json& value) {
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    return IsId(text) ? text : "";
  }
  if (value.is_number_unsigned()) return absl::StrCat(value.get<uint64_t>());
  return "";
}

std::string IdOfLink(absl::string_view link) {
  const absl::string_view path = link.substr(0, link.find_first_of("?#"));
  const size_t slash = path.rfind('/');
  const absl::string_view last = slash == absl::string_view::npos ? path : path.substr(slash + 1);
  return IsId(last) ? std::string(last) : "";
}

std::string DumpJson(const Json& json) {
  return json.dump(/*indent=*/-1, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace);
}

std::optional<absl::Time> ParseInstant(absl::string_view text) {
  // ParseTime also knows "infinite-future".
  if (text.empty() || text.size() > kLongestInstant || !absl::ascii_isdigit(text[0])) {
    return std::nullopt;
  }
  absl::Time instant;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &instant, &error)) return std::nullopt;
  return instant;
}

JsonRow::JsonRow(const Json& row) : row_(row) {
  if (!row.is_object()) Wrong("(the record itself)");
}

const Json* JsonRow::Find(const char* key) const {
  if (!row_.is_object()) return nullptr;
  const auto found = row_.find(key);
  return found == row_.end() || found->is_null() ? nullptr : &*found;
}

void JsonRow::Wrong(const char* key) {
  if (wrong_ == nullptr) wrong_ = key;
}

absl::Status JsonRow::Malformed() const {
  return MakeFailure({.failure = Failure::kMalformedAnswer},
                     absl::StrCat("a record has no proper ", wrong_));
}

std::string JsonRow::Id() {
  std::string id = TextId("id");
  if (id.empty()) Wrong("id");
  return id;
}

std::string JsonRow::TextId(const char* key) const {
  const Json* value = Find(key);
  return value == nullptr ? "" : IdOf(*value);
}

std::optional<absl::Time> JsonRow::OptionalInstant(const char* key) {
  const std::string text = Text(key);
  if (text.empty()) return std::nullopt;
  const std::optional<absl::Time> instant = ParseInstant(text);
  if (!instant.has_value()) Wrong(key);
  return instant;
}

absl::Time JsonRow::Instant(const char* key) {
  const std::optional<absl::Time> instant = OptionalInstant(key);
  if (!instant.has_value()) Wrong(key);
  return instant.value_or(absl::UnixEpoch());
}

std::string JsonRow::Text(const char* key) const {
  const Json* value = Find(key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

std::string JsonRow::Link(const char* key) const {
  return JsonRow(JsonRow(Object(key)).Object("links")).Text("self");
}

std::string JsonRow::LinkId(const char* key) const { return IdOfLink(Link(key)); }

std::string JsonRow::RequiredLinkId(const char* key) {
  std::string id = LinkId(key);
  if (id.empty()) Wrong(key);
  return id;
}

int JsonRow::RequiredNumber(const char* key) {
  const std::optional<int> number = Number(key);
  if (!number.has_value()) Wrong(key);
  return number.value_or(0);
}

std::optional<absl::Time> JsonRow::FirstInstant(std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    const std::optional<absl::Time> instant = OptionalInstant(key);
    if (instant.has_value()) return instant;
  }
  return std::nullopt;
}

std::optional<bool> JsonRow::OptionalFlag(const char* key) const {
  const Json* value = Find(key);
  if (value == nullptr || !value->is_boolean()) return std::nullopt;
  return value->get<bool>();
}

bool JsonRow::Flag(const char* key, bool otherwise) const {
  return OptionalFlag(key).value_or(otherwise);
}

std::optional<int> JsonRow::Number(const char* key) const {
  const Json* value = Find(key);
  if (value == nullptr) return std::nullopt;
  int number = 0;
  if (value->is_string()) {
    if (!absl::SimpleAtoi(value->get_ref<const std::string&>(), &number)) return std::nullopt;
    return number;
  }
  if (!value->is_number_integer()) return std::nullopt;
  // By way of text, so that 5000000000 is refused and not cut.
  if (!absl::SimpleAtoi(value->dump(), &number)) return std::nullopt;
  return number;
}

std::optional<absl::CivilDay> JsonRow::Day(const char* key) const {
  const std::string text = Text(key);
  absl::CivilDay day;
  if (text.size() != 10 || !absl::ParseCivilTime(text, &day)) return std::nullopt;
  return day;
}

ZoneName JsonRow::Zone() const {
  return {.label = Text("time_zone"), .identifier = Text("time_zone_identifier")};
}

const Json& JsonRow::Object(const char* key) const {
  const Json* value = Find(key);
  return value != nullptr && value->is_object() ? *value : EmptyObject();
}

const Json& JsonRow::Array(const char* key) const {
  const Json* value = Find(key);
  return value != nullptr && value->is_array() ? *value : EmptyArray();
}

}  // namespace frontdesk::cliniko
