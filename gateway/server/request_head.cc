#include "gateway/server/request_head.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gateway/server/http_message.h"

namespace frontdesk::gateway {
namespace {

bool IsToken(absl::string_view text) {
  constexpr absl::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](unsigned char c) {
    return absl::ascii_isalnum(c) || kMarks.find(c) != absl::string_view::npos;
  });
}

bool HasControl(absl::string_view line) {
  return std::any_of(line.begin(), line.end(),
                     [](unsigned char c) { return absl::ascii_iscntrl(c) && c != '\t'; });
}

}  // namespace

std::optional<HttpHeaders> HeadersOf(absl::string_view head) {
  const std::vector<absl::string_view> lines = absl::StrSplit(head, "\r\n");
  HttpHeaders headers;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (HasControl(lines[i])) return std::nullopt;
    if (i == 0) continue;  // the request line
    const std::size_t colon = lines[i].find(':');
    if (colon == absl::string_view::npos) return std::nullopt;
    const absl::string_view name = lines[i].substr(0, colon);
    if (!IsToken(name)) return std::nullopt;
    const absl::string_view value = absl::StripAsciiWhitespace(lines[i].substr(colon + 1));
    headers.emplace_back(std::string(name), std::string(value));
  }
  return headers;
}

std::string PathOf(absl::string_view request_line) {
  const std::size_t space = request_line.find(' ');
  if (space == absl::string_view::npos) return "";
  request_line.remove_prefix(space + 1);
  return std::string(request_line.substr(0, request_line.find_first_of(" ?")));
}

bool StaysOpen(absl::string_view arrived) {
  const absl::string_view head = arrived.substr(0, arrived.find(kBlankLine));
  if (!absl::EndsWith(head.substr(0, head.find("\r\n")), " HTTP/1.1")) return false;
  const HttpRequest request{.headers = HeadersOf(head).value_or(HttpHeaders())};
  const std::string connection = request.Header("Connection");
  return connection.empty() || absl::EqualsIgnoreCase(connection, "keep-alive");
}

}  // namespace frontdesk::gateway
