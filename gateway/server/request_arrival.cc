#include "gateway/server/request_arrival.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "gateway/server/http_message.h"
#include "gateway/server/request_head.h"

namespace frontdesk::gateway {
namespace {

constexpr std::size_t kLongestChunkLine = 256;  // its length and extensions, which nobody reads

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

bool HasBareLineFeed(absl::string_view text, std::size_t from) {
  for (std::size_t at = text.find('\n', from); at != absl::string_view::npos;
       at = text.find('\n', at + 1)) {
    if (at == 0 || text[at - 1] != '\r') return true;
  }
  return false;
}

// How much of the blank line has arrived, which is no part of the head.
std::size_t BlankLineBegunAtEndOf(absl::string_view arrived) {
  std::size_t length = kBlankLine.size() - 1;
  while (!absl::EndsWith(arrived, kBlankLine.substr(0, length))) --length;
  return length;
}

// The length in the line before a chunk; nothing if it has none.
std::optional<std::size_t> ChunkLength(absl::string_view line) {
  const absl::string_view digits = line.substr(0, line.find(';'));
  const bool hex = !digits.empty() && digits.size() <= 8 &&
                   std::all_of(digits.begin(), digits.end(), absl::ascii_isxdigit);
  std::size_t length = 0;
  if (!hex || !absl::SimpleHexAtoi(digits, &length)) return std::nullopt;
  if (std::any_of(line.begin(), line.end(), absl::ascii_iscntrl)) return std::nullopt;
  return length;
}

// "/a?b" of "POST /a?b HTTP/1.1\r\n...".
absl::string_view TargetOf(absl::string_view head) {
  const absl::string_view line = head.substr(0, head.find("\r\n"));
  const std::size_t begin = std::min(line.find(' '), line.size() - 1) + 1;
  return line.substr(begin, line.find(' ', begin) - begin);
}

}  // namespace

bool RequestBounds::IsLong(absl::string_view target) const {
  absl::string_view path = target.substr(0, target.find('?'));
  while (path.size() > 1 && absl::ConsumeSuffix(&path, "/")) {
  }
  return !long_path.empty() && path == long_path;
}

std::size_t RequestBounds::BodyBytesOf(absl::string_view target) const {
  return IsLong(target) ? std::max(body_bytes, long_body_bytes) : body_bytes;
}

std::size_t RequestArrival::MostBytes() const {
  return stage_ == Stage::kBody ? body_begin_ + body_length_ : bounds_.MostBytes();
}

RequestArrival::Progress RequestArrival::Look(absl::string_view arrived) {
  if (stage_ == Stage::kHead) {
    const Progress progress = LookAtHead(arrived);
    if (stage_ == Stage::kHead || progress != Progress::kPartial) return progress;
  }
  const Progress progress = stage_ == Stage::kChunks ? LookAtChunks(arrived) : LookAtBody(arrived);
  const bool body_begun = arrived.size() > body_begin_;
  if (progress != Progress::kPartial || !expects_continue_ || body_begun) return progress;
  expects_continue_ = false;
  return Progress::kAwaitsContinue;
}

// kPartial in another stage than kHead: the head is whole.
RequestArrival::Progress RequestArrival::LookAtHead(absl::string_view arrived) {
  const std::size_t from = seen_ - std::min(seen_, kBlankLine.size() - 1);
  const std::size_t end = arrived.find(kBlankLine, from);
  const absl::string_view head = arrived.substr(0, end);
  // At once, since a sender of bare line feeds may never send the blank line that we wait for.
  if (HasBareLineFeed(head, from)) return Progress::kMalformed;
  const std::size_t begun = end == absl::string_view::npos ? BlankLineBegunAtEndOf(head) : 0;
  if (head.size() - begun > bounds_.head_bytes) return Progress::kTooMuchHead;
  if (end != absl::string_view::npos) return ReadHead(head);
  seen_ = arrived.size();
  return Progress::kPartial;
}

RequestArrival::Progress RequestArrival::ReadHead(absl::string_view head) {
  std::optional<HttpHeaders> headers = HeadersOf(head);
  if (!headers.has_value()) return Progress::kMalformed;
  if (headers->size() > bounds_.headers) return Progress::kTooMuchHead;
  if (absl::StartsWith(head, "POST ")) {
    is_long_ = bounds_.IsLong(TargetOf(head));
    bounds_.body_bytes = bounds_.BodyBytesOf(TargetOf(head));
  }
  headers_ = *std::move(headers);
  int framings = 0;
  stage_ = Stage::kBody;
  for (const auto& [name, value] : headers_) {
    if (absl::EqualsIgnoreCase(name, "Transfer-Encoding")) {
      if (!absl::EqualsIgnoreCase(value, "chunked")) return Progress::kMalformed;
      stage_ = Stage::kChunks;
      ++framings;
    } else if (absl::EqualsIgnoreCase(name, "Content-Length")) {
      if (!IsDigits(value) || !absl::SimpleAtoi(value, &body_length_)) return Progress::kMalformed;
      ++framings;
    } else if (absl::EqualsIgnoreCase(name, "Expect")) {
      expects_continue_ = absl::EqualsIgnoreCase(value, "100-continue");
    }
  }
  // Two opinions about where a request ends are how one request is smuggled inside another.
  if (framings > 1) return Progress::kMalformed;
  if (body_length_ > bounds_.body_bytes) return Progress::kTooLong;
  body_begin_ = seen_ = head.size() + kBlankLine.size();
  return Progress::kPartial;
}

RequestArrival::Progress RequestArrival::LookAtBody(absl::string_view arrived) {
  if (arrived.size() - body_begin_ < body_length_) return Progress::kPartial;
  seen_ = body_begin_ + body_length_;
  return Progress::kWhole;
}

RequestArrival::Progress RequestArrival::LookAtChunks(absl::string_view arrived) {
  for (;;) {
    const absl::string_view rest = arrived.substr(seen_);
    const std::size_t line_end = rest.substr(0, kLongestChunkLine).find("\r\n");
    if (line_end == absl::string_view::npos) {
      if (rest.size() >= kLongestChunkLine || HasBareLineFeed(rest, 0)) return Progress::kMalformed;
      break;
    }
    const std::optional<std::size_t> length = ChunkLength(rest.substr(0, line_end));
    if (!length.has_value()) return Progress::kMalformed;
    if (*length > bounds_.body_bytes - body_length_) return Progress::kTooLong;
    // The last chunk is the empty one. Trailers after it are not taken: nothing reads them.
    const std::size_t end = line_end + 2 + *length;
    const absl::string_view after = end <= rest.size() ? rest.substr(end, 2) : "";
    if (!absl::StartsWith("\r\n", after)) return Progress::kMalformed;
    if (after.size() < 2) break;
    seen_ += end + 2;
    body_length_ += *length;
    if (*length == 0) return Progress::kWhole;
  }
  const bool too_long = arrived.size() >= bounds_.MostBytes();
  return too_long ? Progress::kTooLong : Progress::kPartial;
}

}  // namespace frontdesk::gateway
