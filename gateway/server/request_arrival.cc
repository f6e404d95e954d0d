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

// What the head says of the body. Whatever it says twice will be refused.
struct BodyHeaders {
  int count = 0;
  bool chunked = false;
  bool expects = false;
  absl::string_view length;
};

BodyHeaders BodyHeadersOf(absl::string_view head) {
  BodyHeaders headers;
  for (const absl::string_view line : absl::StrSplit(head, "\r\n")) {
    const std::size_t colon = line.find(':');
    if (colon == absl::string_view::npos) continue;
    const absl::string_view name = line.substr(0, colon);
    if (absl::EqualsIgnoreCase(name, "Transfer-Encoding")) {
      headers.chunked = true;
      ++headers.count;
    } else if (absl::EqualsIgnoreCase(name, "Content-Length")) {
      headers.length = absl::StripAsciiWhitespace(line.substr(colon + 1));
      ++headers.count;
    } else if (absl::EqualsIgnoreCase(name, "Expect")) {
      headers.expects = true;
    }
  }
  return headers;
}

}  // namespace

bool HasArrived(absl::string_view arrived, std::size_t max_body_bytes) {
  const std::size_t end = arrived.find(kBlankLine);
  if (end == absl::string_view::npos) return arrived.size() > kLongestHead;
  const BodyHeaders headers = BodyHeadersOf(arrived.substr(0, end));
  const absl::string_view body = arrived.substr(end + kBlankLine.size());
  if (headers.count != 1 || headers.expects) return true;
  if (headers.chunked) {
    return body == "0\r\n\r\n" || absl::EndsWith(body, "\r\n0\r\n\r\n") ||
           body.size() > max_body_bytes;
  }
  std::size_t length = 0;
  if (!absl::SimpleAtoi(headers.length, &length)) return true;
  return length > max_body_bytes || body.size() >= length;
}

}  // namespace frontdesk::gateway
