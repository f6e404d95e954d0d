#include "tests/bench/statements.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk::bench {
namespace {

// Source: PostgreSQL's documentation, "Message Formats".
constexpr std::uint32_t kProtocol3 = 196608;
constexpr std::size_t kLength = 4;
constexpr char kQuery = 'Q';
constexpr char kParse = 'P';
constexpr char kSync = 'S';

std::uint32_t NumberAt(absl::string_view bytes) {
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < kLength; ++i) {
    number = number << 8 | static_cast<unsigned char>(bytes[i]);
  }
  return number;
}

absl::string_view UpToZero(absl::string_view text) { return text.substr(0, text.find('\0')); }

}  // namespace

void StatementReader::Read(absl::string_view bytes) {
  unread_.append(bytes.data(), bytes.size());
  while (const std::size_t size = ReadMessage()) unread_.erase(0, size);
}

std::size_t StatementReader::ReadMessage() {
  const std::size_t type = started_ ? 1 : 0;
  if (unread_.size() < type + kLength) return 0;
  const std::size_t size = type + NumberAt(absl::string_view(unread_).substr(type));
  if (unread_.size() < size) return 0;
  absl::string_view message = absl::string_view(unread_).substr(0, size);
  const absl::string_view body = message.substr(type + kLength);
  if (!started_) {
    // Before it, a client may ask for encryption in messages of the same form.
    started_ = body.size() >= kLength && NumberAt(body) == kProtocol3;
    return size;
  }
  switch (message[0]) {
    case kQuery:
      on_statement_(UpToZero(body));
      break;
    case kParse:
      parsed_ = std::string(UpToZero(body.substr(UpToZero(body).size() + 1)));
      break;
    case kSync:
      on_statement_(parsed_.empty() ? "(prepared before)" : parsed_);
      parsed_.clear();
      break;
    default:
      break;
  }
  return size;
}

std::string ShortStatement(absl::string_view text, std::size_t most) {
  std::string line(text);
  // What would end a cell of a table, or the quotation in it.
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '`' || c == '|'; }, ' ');
  absl::RemoveExtraAsciiWhitespace(&line);
  const std::string setting = "_timeout = ";
  // A deadline is another number each time, and the same statement.
  for (std::size_t at = line.find(setting); at != std::string::npos; at = line.find(setting, at)) {
    at += setting.size();
    const std::size_t end = std::min(line.find_first_not_of("0123456789", at), line.size());
    line.replace(at, end - at, "...");
  }
  return line.size() <= most ? line : absl::StrCat(line.substr(0, most - 3), "...");
}

}  // namespace frontdesk::bench
