#include "tests/bench/http_reply.h"

#include <cstddef>
#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"

namespace frontdesk::bench {
namespace {

constexpr absl::string_view kEndOfHead = "\r\n\r\n";
constexpr absl::string_view kLength = "content-length:";

std::optional<std::size_t> LengthIn(absl::string_view head) {
  for (std::size_t at = head.find("\r\n"); at != absl::string_view::npos;
       at = head.find("\r\n", at + 2)) {
    absl::string_view line = head.substr(at + 2);
    if (!absl::StartsWithIgnoreCase(line, kLength)) continue;
    line.remove_prefix(kLength.size());
    std::size_t length = 0;
    if (!absl::SimpleAtoi(absl::StripAsciiWhitespace(line.substr(0, line.find("\r\n"))), &length)) {
      return std::nullopt;
    }
    return length;
  }
  return std::nullopt;
}

}  // namespace

absl::StatusOr<std::optional<HttpReply>> WholeReply(absl::string_view arrived) {
  const std::size_t head = arrived.find(kEndOfHead);
  if (head == absl::string_view::npos) return std::nullopt;
  HttpReply reply;
  if (!absl::StartsWith(arrived, "HTTP/1.1 ") ||
      !absl::SimpleAtoi(arrived.substr(9, 3), &reply.status)) {
    return absl::InvalidArgumentError("not an HTTP/1.1 answer");
  }
  const std::optional<std::size_t> length = LengthIn(arrived.substr(0, head));
  if (!length.has_value()) return absl::InvalidArgumentError("an answer without its length");
  reply.size = head + kEndOfHead.size() + *length;
  if (arrived.size() < reply.size) return std::nullopt;
  reply.body = arrived.substr(head + kEndOfHead.size(), *length);
  return reply;
}

}  // namespace frontdesk::bench
