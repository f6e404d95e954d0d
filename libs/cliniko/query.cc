#include "libs/cliniko/query.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace frontdesk::cliniko {

std::string PercentEncode(absl::string_view text) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~') {
      encoded.push_back(c);
    } else {
      encoded.push_back('%');
      encoded.push_back(kHex[byte >> 4]);
      encoded.push_back(kHex[byte & 15]);
    }
  }
  return encoded;
}

std::string FormatInstant(absl::Time instant) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", instant, absl::UTCTimeZone());
}

std::string FormatDay(absl::CivilDay day) { return absl::FormatCivilTime(day); }

Query& Query::Param(absl::string_view name, absl::string_view value) {
  absl::StrAppend(&target_, has_parameters_ ? "&" : "?", PercentEncode(name), "=",
                  PercentEncode(value));
  has_parameters_ = true;
  return *this;
}

Query& Query::Filter(absl::string_view field, absl::string_view op_and_value) {
  return Param("q[]", absl::StrCat(field, ":", op_and_value));
}

Query& Query::Filter(absl::string_view field, absl::string_view op, absl::Time instant) {
  const absl::Time second = absl::FromUnixSeconds(absl::ToUnixSeconds(instant));
  const bool round_up = absl::StartsWith(op, "<") && second != instant;
  return Filter(field,
                absl::StrCat(op, FormatInstant(round_up ? second + absl::Seconds(1) : second)));
}

}  // namespace frontdesk::cliniko
