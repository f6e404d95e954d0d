#include "gateway/server/request_arrival.h"

#include <cstddef>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"

namespace frontdesk::gateway {
namespace {

constexpr absl::string_view kBlankLine = "\r\n\r\n";

// The value of the first header of that name; empty if there is none.
absl::string_view HeaderOf(absl::string_view head, absl::string_view name) {
  for (const absl::string_view line : absl::StrSplit(head, "\r\n")) {
    const std::size_t colon = line.find(':');
    if (colon == absl::string_view::npos || !absl::EqualsIgnoreCase(line.substr(0, colon), name)) {
      continue;
    }
    return absl::StripAsciiWhitespace(line.substr(colon + 1));
  }
  return "";
}

}  // namespace

bool HasArrived(absl::string_view arrived, std::size_t max_body_bytes) {
  const std::size_t end = arrived.find(kBlankLine);
  if (end == absl::string_view::npos) return arrived.size() > kLongestHead;
  const absl::string_view head = arrived.substr(0, end);
  const absl::string_view body = arrived.substr(end + kBlankLine.size());
  if (!HeaderOf(head, "Expect").empty()) return true;
  if (!HeaderOf(head, "Transfer-Encoding").empty()) {
    return body == "0\r\n\r\n" || absl::EndsWith(body, "\r\n0\r\n\r\n") || body.size() > max_body_bytes;
  }
  std::size_t length = 0;
  if (!absl::SimpleAtoi(HeaderOf(head, "Content-Length"), &length)) return true;
  return length > max_body_bytes || body.size() >= length;
}

}  // namespace frontdesk::gateway
