#include "tests/cliniko_sandbox/time_text.h"

#include <array>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"

namespace frontdesk::sandbox {
namespace {

bool StartsWithYear(absl::string_view text) {
  if (text.size() < 5 || text[4] != '-') return false;
  for (int i = 0; i < 4; ++i) {
    if (!absl::ascii_isdigit(text[i])) return false;
  }
  return true;
}

bool IsDigitsAt(absl::string_view text, std::initializer_list<int> positions) {
  for (const int position : positions) {
    if (!absl::ascii_isdigit(text[position])) return false;
  }
  return true;
}

constexpr std::pair<const char*, const char*> kZoneLabels[] = {
    {"Australia/Melbourne", "Melbourne"},
    {"Australia/Sydney", "Sydney"},
    {"Australia/Brisbane", "Brisbane"},
    {"Australia/Adelaide", "Adelaide"},
    {"Australia/Perth", "Perth"},
    {"Australia/Hobart", "Hobart"},
    {"Australia/Darwin", "Darwin"},
    {"Pacific/Auckland", "Auckland"},
    {"Europe/London", "London"},
    {"Europe/Dublin", "Dublin"},
    {"America/New_York", "Eastern Time (US & Canada)"},
    {"America/Chicago", "Central Time (US & Canada)"},
    {"America/Denver", "Mountain Time (US & Canada)"},
    {"America/Los_Angeles", "Pacific Time (US & Canada)"},
    {"America/Halifax", "Atlantic Time (Canada)"},
    {"America/St_Johns", "Newfoundland"},
    {"Etc/UTC", "UTC"},
};

}  // namespace

std::string UtcText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

std::string HttpDate(absl::Time time) {
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", time, absl::UTCTimeZone());
}

std::optional<absl::Time> ParseDateTime(absl::string_view text) {
  // absl::ParseTime also knows "infinite-future" and years of any length.
  if (!StartsWithYear(text)) return std::nullopt;
  static constexpr const char* kFormats[] = {
      "%Y-%m-%dT%H:%M:%E*S%Ez", "%Y-%m-%dT%H:%M:%E*S", "%Y-%m-%dT%H:%M%Ez",
      "%Y-%m-%dT%H:%M",         "%Y-%m-%d %H:%M:%E*S", "%Y-%m-%d",
  };
  for (const char* format : kFormats) {
    absl::Time time;
    std::string error;
    if (absl::ParseTime(format, std::string(text), &time, &error)) return time;
  }
  return std::nullopt;
}

std::optional<absl::CivilDay> ParseDate(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (!IsDigitsAt(text, {0, 1, 2, 3, 5, 6, 8, 9})) return std::nullopt;
  int year = 0, month = 0, day = 0;
  if (!absl::SimpleAtoi(text.substr(0, 4), &year) || !absl::SimpleAtoi(text.substr(5, 2), &month) ||
      !absl::SimpleAtoi(text.substr(8, 2), &day)) {
    return std::nullopt;
  }
  const absl::CivilDay date(year, month, day);
  // CivilDay turns 31 April into 1 May.
  if (date.month() != month || date.day() != day) return std::nullopt;
  return date;
}

std::string DateText(absl::CivilDay day) {
  return absl::StrFormat("%04d-%02d-%02d", day.year(), day.month(), day.day());
}

std::optional<int> ParseMinuteOfDay(absl::string_view text) {
  if (text.size() != 5 || text[2] != ':' || !IsDigitsAt(text, {0, 1, 3, 4})) return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (minute > 59 || hour * 60 + minute > 24 * 60) return std::nullopt;
  return hour * 60 + minute;
}

std::string MinuteOfDayText(int minute) {
  return absl::StrFormat("%02d:%02d", minute / 60, minute % 60);
}

std::string ZoneLabel(const std::string& identifier) {
  for (const auto& [zone, label] : kZoneLabels) {
    if (identifier == zone) return label;
  }
  return identifier;
}

}  // namespace frontdesk::sandbox
