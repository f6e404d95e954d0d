#include "gateway/webhooks/fields.h"

#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "gateway/json/value.h"

namespace frontdesk::gateway {
namespace {

constexpr absl::string_view kNoBreakSpace = "\xc2\xa0";

absl::string_view Trimmed(absl::string_view text) {
  for (;;) {
    text = absl::StripAsciiWhitespace(text);
    if (absl::StartsWith(text, kNoBreakSpace)) {
      text.remove_prefix(kNoBreakSpace.size());
    } else if (absl::EndsWith(text, kNoBreakSpace)) {
      text.remove_suffix(kNoBreakSpace.size());
    } else {
      return text;
    }
  }
}

bool SaysNothing(absl::string_view text) {
  if (text.empty() || IsUnfilled(text)) return true;
  for (const absl::string_view nothing : {"null", "none", "undefined", "unknown", "n/a"}) {
    if (absl::EqualsIgnoreCase(text, nothing)) return true;
  }
  return false;
}

// Never cuts a UTF-8 character in two.
std::string CutTo(std::string text, int limit) {
  if (text.size() <= static_cast<std::size_t>(limit)) return text;
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text;
}

// A list with one element stands for the element.
const JsonValue& Single(const JsonValue& value) {
  const JsonValue::Array* array = value.array();
  return array != nullptr && array->size() == 1 ? array->front() : value;
}

bool HoldsSomething(const JsonValue& value) {
  return (value.array() != nullptr && !value.array()->empty()) ||
         (value.object() != nullptr && !value.object()->empty());
}

}  // namespace

bool IsUnfilled(absl::string_view text) {
  return (absl::StartsWith(text, "{{") && absl::EndsWith(text, "}}")) ||
         (absl::StartsWith(text, "system__") && !absl::StrContains(text, ' '));
}

std::string Meant(absl::string_view text) {
  const absl::string_view trimmed = Trimmed(text);
  return SaysNothing(trimmed) ? "" : std::string(trimmed);
}

std::string ScalarText(const JsonValue& value, int limit) {
  if (const std::string* text = value.string()) return CutTo(Meant(*text), limit);
  if (const JsonValue::Number* number = value.number()) return CutTo(number->lexeme, limit);
  if (const bool* flag = value.boolean()) return *flag ? "true" : "false";
  return "";
}

std::string MemberText(const JsonValue& object, Aliases members) {
  for (const absl::string_view member : members) {
    const JsonValue* value = object.Find(member);
    if (value == nullptr) continue;
    std::string text = ScalarText(*value, kLongestText);
    if (!text.empty()) return text;
  }
  return "";
}

std::string Fields::Text(absl::string_view field, Aliases aliases, int limit) {
  bool unreadable = false;
  for (const absl::string_view alias : aliases) {
    const JsonValue* found = body_.Find(alias);
    if (found == nullptr) continue;
    const JsonValue& value = Single(*found);
    std::string text = ScalarText(value, limit);
    if (!text.empty()) return text;
    unreadable = unreadable || HoldsSomething(value);
  }
  if (unreadable) mistyped_.emplace_back(field);
  return "";
}

std::string Fields::Speech(absl::string_view field, Aliases aliases) {
  for (const absl::string_view alias : aliases) {
    const JsonValue* found = body_.Find(alias);
    const std::string* text = found == nullptr ? nullptr : Single(*found).string();
    if (text == nullptr) continue;
    const absl::string_view said = Trimmed(*text);
    if (!said.empty() && !IsUnfilled(said)) return CutTo(std::string(said), kLongestText);
  }
  return Text(field, aliases);
}

NamedValue Fields::Named(absl::string_view field, Aliases aliases, Aliases id_members,
                         Aliases name_members) {
  bool unreadable = false;
  for (const absl::string_view alias : aliases) {
    const JsonValue* found = body_.Find(alias);
    if (found == nullptr) continue;
    const JsonValue& value = Single(*found);
    NamedValue named{.id = MemberText(value, id_members), .name = MemberText(value, name_members)};
    if (value.object() == nullptr) named.name = ScalarText(value, kLongestText);
    if (!named.id.empty() || !named.name.empty()) return named;
    unreadable = unreadable || HoldsSomething(value);
  }
  if (unreadable) mistyped_.emplace_back(field);
  return {};
}

}  // namespace frontdesk::gateway
