#include "gateway/json/written.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gateway/json/object.h"
#include "gateway/json/text.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

// Of all kinds of values this is the one that JSON has no text for.
Json Carried(const std::string& text, char closing) {
  Json::binary_t::container_type bytes;
  bytes.reserve(text.size() + 1);
  const auto* const first = reinterpret_cast<const std::uint8_t*>(text.data());
  bytes.insert(bytes.end(), first, first + text.size());
  bytes.push_back(static_cast<std::uint8_t>(closing));
  return Json::binary(std::move(bytes));
}

}  // namespace

void WrittenObject::AddMembersOf(const WrittenObject& other) {
  if (other.text_.size() == 1) return;
  if (text_.size() > 1) text_ += ',';
  text_.append(other.text_, 1);
}

void WrittenObject::AddName(absl::string_view name) {
  text_ += text_.size() > 1 ? ",\"" : "\"";
  text_.append(name.data(), name.size());
  text_ += "\":";
}

void WrittenObject::AddText(absl::string_view name, absl::string_view value) {
  AddName(name);
  AppendJsonString(value, text_);
}

void WrittenObject::AddNumber(absl::string_view name, std::int64_t value) {
  AddName(name);
  absl::StrAppend(&text_, value);
}

void to_json(Json& json, const WrittenObject& object) { json = Carried(object.text_, '}'); }

void WrittenArray::Add(const WrittenObject& object) {
  absl::StrAppend(&text_, text_.size() > 1 ? "," : "", object.text_, "}");
}

void WrittenArray::Add(absl::string_view value) {
  if (text_.size() > 1) text_ += ',';
  AppendJsonString(value, text_);
}

void to_json(Json& json, const WrittenArray& array) { json = Carried(array.text_, ']'); }

}  // namespace frontdesk::gateway
