#include "tests/cliniko_sandbox/query.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace frontdesk::sandbox {

std::string PercentDecode(absl::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      decoded.push_back(' ');
    } else if (text[i] == '%' && i + 2 < text.size() && absl::ascii_isxdigit(text[i + 1]) &&
               absl::ascii_isxdigit(text[i + 2])) {
      decoded += absl::HexStringToBytes(text.substr(i + 1, 2));
      i += 2;
    } else {
      decoded.push_back(text[i]);
    }
  }
  return decoded;
}

std::string PercentEncode(absl::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (absl::ascii_isalnum(c) || absl::StrContains("-_.~*:,", absl::string_view(&c, 1))) {
      encoded.push_back(c);
    } else {
      absl::StrAppendFormat(&encoded, "%%%02X", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

Query::Query(absl::string_view raw) {
  for (const absl::string_view part : absl::StrSplit(raw, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    pairs_.emplace_back(PercentDecode(pair.first), PercentDecode(pair.second));
  }
}

std::optional<std::string> Query::Get(absl::string_view name) const {
  for (const auto& [key, value] : pairs_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string> Query::Filters() const {
  std::vector<std::string> filters;
  for (const auto& [key, value] : pairs_) {
    if (key == "q[]" || key == "q") filters.push_back(value);
  }
  return filters;
}

std::string Query::WithPage(int page) const {
  std::string raw;
  for (const auto& [key, value] : pairs_) {
    if (key == "page") continue;
    absl::StrAppend(&raw, PercentEncode(key), "=", PercentEncode(value), "&");
  }
  return absl::StrCat(raw, "page=", page);
}

}  // namespace frontdesk::sandbox
