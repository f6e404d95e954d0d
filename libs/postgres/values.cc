#include "libs/postgres/values.h"

#include <openssl/rand.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

// Writes the last `digits` digits of `number`, which is not negative; returns what is behind them.
char* PutDigits(std::int64_t number, int digits, char* at) {
  for (int i = digits; i-- > 0; number /= 10) at[i] = static_cast<char>('0' + number % 10);
  return at + digits;
}

absl::Status Unreadable(absl::string_view type) {
  return absl::InternalError(absl::StrCat("the database's text is no ", type));
}

// Reads the elements of "{a,\"b,c\"}" one by one.
class ArrayReader {
 public:
  explicit ArrayReader(absl::string_view text) : rest_(text) {}

  absl::StatusOr<std::vector<std::string>> Read() {
    std::vector<std::string> elements;
    if (!Take('{')) return Unreadable("array");
    if (Take('}')) return Finished(std::move(elements));
    do {
      ASSIGN_OR_RETURN(std::string element, ReadElement());
      elements.push_back(std::move(element));
    } while (Take(','));
    if (!Take('}')) return Unreadable("array");
    return Finished(std::move(elements));
  }

 private:
  absl::StatusOr<std::vector<std::string>> Finished(std::vector<std::string> elements) const {
    if (!rest_.empty()) return Unreadable("array");
    return elements;
  }

  bool Take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  absl::StatusOr<std::string> ReadElement() {
    if (Take('"')) return ReadQuoted();
    const std::size_t end = rest_.find_first_of(",{}\"");
    if (end == 0 || end == absl::string_view::npos) return Unreadable("array");
    const absl::string_view bare = rest_.substr(0, end);
    rest_.remove_prefix(end);
    // A text that spells NULL arrives quoted.
    if (absl::AsciiStrToUpper(bare) == "NULL") return Unreadable("array without NULLs");
    return std::string(bare);
  }

  absl::StatusOr<std::string> ReadQuoted() {
    std::string element;
    while (!Take('"')) {
      Take('\\');
      if (rest_.empty()) return Unreadable("array");
      element.push_back(rest_.front());
      rest_.remove_prefix(1);
    }
    return element;
  }

  absl::string_view rest_;
};

}  // namespace

std::string ToTimestamptz(absl::Time time) {
  if (time == absl::InfiniteFuture()) return "infinity";
  if (time == absl::InfinitePast()) return "-infinity";
  const absl::TimeZone::CivilInfo utc = absl::UTCTimeZone().At(time);
  if (utc.cs.year() < 1000 || utc.cs.year() > 9999) {
    return absl::FormatTime("%Y-%m-%d %H:%M:%E6S+00", time, absl::UTCTimeZone());
  }
  // By hand, since a statement has many of these and FormatTime takes several times as long.
  std::string text = "2026-07-14 09:30:00.000000+00";
  char* at = PutDigits(utc.cs.year(), 4, text.data());
  at = PutDigits(utc.cs.month(), 2, at + 1);
  at = PutDigits(utc.cs.day(), 2, at + 1);
  at = PutDigits(utc.cs.hour(), 2, at + 1);
  at = PutDigits(utc.cs.minute(), 2, at + 1);
  at = PutDigits(utc.cs.second(), 2, at + 1);
  PutDigits(absl::ToInt64Microseconds(utc.subsecond), 6, at + 1);
  return text;
}

absl::StatusOr<absl::Time> FromTimestamptz(absl::string_view text) {
  if (text == "infinity") return absl::InfiniteFuture();
  if (text == "-infinity") return absl::InfinitePast();
  absl::Time time;
  std::string error;
  if (!absl::ParseTime("%Y-%m-%d %H:%M:%E*S%Ez", text, &time, &error)) {
    return Unreadable("timestamp with time zone");
  }
  return time;
}

std::string ToDate(absl::CivilDay day) { return absl::FormatCivilTime(day); }

absl::StatusOr<absl::CivilDay> FromDate(absl::string_view text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) return Unreadable("date");
  return day;
}

std::string ToArray(absl::Span<const std::string> elements) {
  std::size_t size = 2;
  for (const std::string& element : elements) size += element.size() + 3;
  std::string text = "{";
  text.reserve(size + size / 8);
  for (const std::string& element : elements) {
    text += text.size() == 1 ? "\"" : ",\"";
    std::size_t begin = 0;  // of what was not written yet
    for (std::size_t i = 0; i < element.size(); ++i) {
      if (element[i] != '"' && element[i] != '\\') continue;
      text.append(element, begin, i - begin);
      text += '\\';
      begin = i;
    }
    text.append(element, begin);
    text += '"';
  }
  text += '}';
  return text;
}

absl::StatusOr<std::vector<std::string>> FromArray(absl::string_view text) {
  return ArrayReader(text).Read();
}

std::string ToTimestamptzArray(absl::Span<const absl::Time> times) {
  std::vector<std::string> texts;
  texts.reserve(times.size());
  for (const absl::Time time : times) texts.push_back(ToTimestamptz(time));
  return ToArray(texts);
}

absl::StatusOr<std::vector<absl::Time>> FromTimestamptzArray(absl::string_view text) {
  ASSIGN_OR_RETURN(const std::vector<std::string> texts, FromArray(text));
  std::vector<absl::Time> times;
  times.reserve(texts.size());
  for (const std::string& element : texts) {
    ASSIGN_OR_RETURN(const absl::Time time, FromTimestamptz(element));
    times.push_back(time);
  }
  return times;
}

std::string NewUuid() {
  std::array<unsigned char, 16> bytes;
  // Without randomness nothing here can go on safely.
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) std::abort();
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0F) | 0x40);  // version 4
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3F) | 0x80);  // variant of RFC 4122
  const std::string hex = absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  return absl::StrJoin({hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                        hex.substr(20, 12)},
                       "-");
}

bool IsUuid(absl::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_dash_place = i == 8 || i == 13 || i == 18 || i == 23;
    if (is_dash_place ? text[i] != '-' : !absl::ascii_isxdigit(text[i])) return false;
  }
  return true;
}

}  // namespace frontdesk
