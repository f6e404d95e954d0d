#include "gateway/json/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

constexpr std::size_t kUsualBytes = 2048;  // of an answer

// By byte: printable ASCII that needs no escape.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (int byte = 0x20; byte < 0x7f; ++byte) plain[byte] = byte != '"' && byte != '\\';
  return plain;
}();

std::string Dumped(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

void Append(const Json& value, std::string& text) {
  char before = 0;
  switch (value.type()) {
    case Json::value_t::object:
      before = '{';
      for (const auto& [name, member] : value.get_ref<const Json::object_t&>()) {
        text += before;
        AppendJsonString(name, text);
        text += ':';
        Append(member, text);
        before = ',';
      }
      text += before == '{' ? "{}" : "}";
      break;
    case Json::value_t::array:
      before = '[';
      for (const Json& element : value.get_ref<const Json::array_t&>()) {
        text += before;
        Append(element, text);
        before = ',';
      }
      text += before == '[' ? "[]" : "]";
      break;
    case Json::value_t::string:
      AppendJsonString(value.get_ref<const std::string&>(), text);
      break;
    case Json::value_t::boolean:
      text += value.get<bool>() ? "true" : "false";
      break;
    case Json::value_t::number_unsigned:
      absl::StrAppend(&text, value.get<Json::number_unsigned_t>());
      break;
    case Json::value_t::number_integer:
      absl::StrAppend(&text, value.get<Json::number_integer_t>());
      break;
    case Json::value_t::binary: {
      const Json::binary_t& written = value.get_binary();
      text.append(reinterpret_cast<const char*>(written.data()), written.size());
      break;
    }
    default:
      text += Dumped(value);
  }
}

}  // namespace

// nlohmann looks at each byte of a text as a state of UTF-8; nearly all of ours are plain.
void AppendJsonString(absl::string_view value, std::string& text) {
  if (!std::all_of(value.begin(), value.end(), [](unsigned char c) { return kPlain[c]; })) {
    text += Dumped(std::string(value));
    return;
  }
  text += '"';
  text.append(value.data(), value.size());
  text += '"';
}

std::string JsonText(const Json& value) {
  std::string text;
  text.reserve(kUsualBytes);
  Append(value, text);
  return text;
}

}  // namespace frontdesk::gateway
