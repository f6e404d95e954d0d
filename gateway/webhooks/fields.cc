#include "gateway/webhooks/fields.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "gateway/json/parse.h"
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
  static constexpr absl::string_view kNothing[] = {"null", "none", "undefined", "unknown", "n/a"};
  if (text.size() > absl::string_view("undefined").size()) return false;  // the longest of them
  for (const absl::string_view nothing : kNothing) {
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

// What of an appointment helps to find it: with whom, what for, when and where.
bool IsSaid(absl::string_view member) {
  if (absl::EndsWithIgnoreCase(member, "id")) return false;
  const std::string lower = absl::AsciiStrToLower(member);
  for (const absl::string_view unsaid : {"number", "duration", "phone", "patient"}) {
    if (absl::StrContains(lower, unsaid)) return false;
  }
  return true;
}

void AppendSaid(absl::string_view member, const JsonValue& value, std::vector<std::string>& said) {
  if (const JsonValue::Object* object = value.object()) {
    for (const auto& [name, nested] : *object) {
      if (IsSaid(name)) AppendSaid(name, nested, said);
    }
  } else if (const JsonValue::Array* array = value.array()) {
    for (const JsonValue& element : *array) AppendSaid(member, element, said);
  } else if (std::string text = ScalarText(value, kLongestNotes); !text.empty()) {
    // "9:00" alone may be anything in a text; "at 9:00" is a time.
    said.push_back(absl::EndsWithIgnoreCase(member, "time") ? absl::StrCat("at ", text) : text);
  }
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

JsonValue Decoded(absl::string_view text) {
  text = Trimmed(text);
  if (!absl::StartsWith(text, "[") && !absl::StartsWith(text, "{")) return {};
  // The parser reads objects alone, as bodies are.
  absl::StatusOr<JsonValue> wrapped = ParseJsonObject(absl::StrCat("{\"value\":", text, "}"));
  const JsonValue* value = wrapped.ok() ? wrapped->Find("value") : nullptr;
  return value == nullptr ? JsonValue() : *value;
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

Fields::Fields(const JsonValue& body) : body_(body) {
  if (body.object() == nullptr) return;
  for (const auto& [name, value] : *body.object()) marks_ |= MarkOf(name);
}

std::string Fields::Text(absl::string_view field, Aliases aliases, int limit) {
  bool unreadable = false;
  for (const absl::string_view alias : aliases) {
    const JsonValue* found = Find(alias);
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
    const JsonValue* found = Find(alias);
    const std::string* text = found == nullptr ? nullptr : Single(*found).string();
    if (text == nullptr) continue;
    const absl::string_view said = Trimmed(*text);
    if (!said.empty() && !IsUnfilled(said)) return CutTo(std::string(said), kLongestText);
  }
  return Text(field, aliases);
}

std::string Fields::Description(absl::string_view field, Aliases aliases, int limit) {
  for (const absl::string_view alias : aliases) {
    const JsonValue* found = Find(alias);
    if (found == nullptr) continue;
    const JsonValue decoded = found->string() == nullptr ? *found : Decoded(*found->string());
    std::vector<std::string> said;
    AppendSaid("", decoded, said);
    if (!said.empty()) return CutTo(absl::StrJoin(said, ", "), limit);
  }
  return Text(field, aliases, limit);
}

NamedValue Fields::Named(absl::string_view field, Aliases aliases, Aliases id_members,
                         Aliases name_members) {
  bool unreadable = false;
  for (const absl::string_view alias : aliases) {
    const JsonValue* found = Find(alias);
    if (found == nullptr) continue;
    JsonValue value = Single(*found);
    if (value.string() != nullptr) {
      if (JsonValue decoded = Decoded(*value.string()); decoded.object() != nullptr) {
        value = std::move(decoded);
      }
    }
    NamedValue named{.id = MemberText(value, id_members), .name = MemberText(value, name_members)};
    if (value.object() == nullptr) named.name = ScalarText(value, kLongestText);
    if (!named.empty()) return named;
    unreadable = unreadable || HoldsSomething(value);
  }
  if (unreadable) mistyped_.emplace_back(field);
  return {};
}

}  // namespace frontdesk::gateway
