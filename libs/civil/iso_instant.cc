#include "libs/civil/iso_instant.h"

#include <cstddef>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontdesk {

std::optional<IsoInstant> FindIsoInstant(absl::string_view text) {
  constexpr absl::string_view kShape = "dddd-dd-ddTdd:dd";
  for (std::size_t begin = 0; begin + kShape.size() < text.size(); ++begin) {
    std::size_t i = 0;
    while (i < kShape.size()) {
      const char c = text[begin + i];
      const bool fits = kShape[i] == 'd'   ? absl::ascii_isdigit(c)
                        : kShape[i] == 'T' ? c == 'T' || c == 't' || c == ' '
                                           : c == kShape[i];
      if (!fits) break;
      ++i;
    }
    if (i < kShape.size()) continue;
    std::size_t end = begin + kShape.size();
    const auto digits_from = [&](std::size_t at) {
      std::size_t count = 0;
      while (at + count < text.size() && absl::ascii_isdigit(text[at + count])) ++count;
      return count;
    };
    std::string iso(text.substr(begin, kShape.size()));
    iso[10] = 'T';
    if (end < text.size() && text[end] == ':' && digits_from(end + 1) == 2) {
      iso += std::string(text.substr(end, 3));
      end += 3;
      if (end < text.size() && text[end] == '.') end += 1 + digits_from(end + 1);
    } else {
      iso += ":00";
    }
    if (end < text.size() && (text[end] == 'Z' || text[end] == 'z')) {
      iso += "Z";
      ++end;
    } else if (end < text.size() && (text[end] == '+' || text[end] == '-')) {
      const std::size_t hours = digits_from(end + 1);
      const bool has_colon = hours == 2 && end + 3 < text.size() && text[end + 3] == ':';
      if (hours != 4 && !(has_colon && digits_from(end + 4) == 2)) continue;
      iso += std::string(text.substr(end, 3)) + ":" +
             std::string(text.substr(end + (has_colon ? 4 : 3), 2));
      end += has_colon ? 6 : 5;
    } else {
      continue;
    }
    absl::Time instant;
    if (!absl::ParseTime(absl::RFC3339_full, iso, &instant, nullptr)) continue;
    return IsoInstant{instant, begin, end - begin};
  }
  return std::nullopt;
}

}  // namespace frontdesk
