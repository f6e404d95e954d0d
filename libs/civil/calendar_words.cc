#include "libs/civil/calendar_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace frontdesk {
namespace {

constexpr std::pair<absl::string_view, absl::Weekday> kWeekdays[] = {
    {"monday", absl::Weekday::monday},     {"mon", absl::Weekday::monday},
    {"tuesday", absl::Weekday::tuesday},   {"tue", absl::Weekday::tuesday},
    {"tues", absl::Weekday::tuesday},      {"wednesday", absl::Weekday::wednesday},
    {"wed", absl::Weekday::wednesday},     {"weds", absl::Weekday::wednesday},
    {"wensday", absl::Weekday::wednesday}, {"thursday", absl::Weekday::thursday},
    {"thu", absl::Weekday::thursday},      {"thur", absl::Weekday::thursday},
    {"thurs", absl::Weekday::thursday},    {"friday", absl::Weekday::friday},
    {"fri", absl::Weekday::friday},        {"saturday", absl::Weekday::saturday},
    {"sat", absl::Weekday::saturday},      {"sunday", absl::Weekday::sunday},
    {"sun", absl::Weekday::sunday},
};

constexpr std::pair<absl::string_view, int> kMonths[] = {
    {"january", 1},   {"jan", 1},   {"february", 2},  {"feb", 2},      {"march", 3},
    {"mar", 3},       {"april", 4}, {"apr", 4},       {"may", 5},      {"june", 6},
    {"jun", 6},       {"july", 7},  {"jul", 7},       {"august", 8},   {"aug", 8},
    {"september", 9}, {"sept", 9},  {"sep", 9},       {"october", 10}, {"oct", 10},
    {"november", 11}, {"nov", 11},  {"december", 12}, {"dec", 12},
};

// One letter more, less, other or swapped with its neighbour.
bool IsOneSlipAway(absl::string_view a, absl::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  // No slip changes both ends.
  if (a.front() != b.front() && a.back() != b.back()) return false;
  const std::size_t same_front =
      static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
  a.remove_prefix(same_front);
  b.remove_prefix(same_front);
  if (a.size() < b.size()) return a == b.substr(1);
  if (a.empty()) return true;
  if (a.substr(1) == b.substr(1)) return true;
  return a.size() >= 2 && a[0] == b[1] && a[1] == b[0] && a.substr(2) == b.substr(2);
}

template <typename T, std::size_t N>
std::optional<T> Find(const std::pair<absl::string_view, T> (&table)[N], absl::string_view word) {
  for (const auto& [name, value] : table) {
    if (name == word) return value;
  }
  if (word.size() < 5) return std::nullopt;
  std::optional<T> close;
  for (const auto& [name, value] : table) {
    if (name.size() < 6 || !IsOneSlipAway(name, word)) continue;
    if (close.has_value() && *close != value) return std::nullopt;  // "munday": Monday or Sunday
    close = value;
  }
  return close;
}

bool IsOneOf(absl::string_view word, std::initializer_list<absl::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::optional<absl::Weekday> WeekdayOf(absl::string_view word) {
  if (word.size() > 7 && word.back() == 's')
    word.remove_suffix(1);  // "tuesday's", "tuesdays"
  else if (word == "mondays" || word == "fridays" || word == "sundays")
    word.remove_suffix(1);
  return Find(kWeekdays, word);
}

std::optional<int> MonthOf(absl::string_view word) { return Find(kMonths, word); }

bool IsToday(absl::string_view word) { return IsOneOf(word, {"today", "todays", "2day"}); }

bool IsTomorrow(absl::string_view word) {
  return IsOneOf(word, {"tomorrow", "tomorrows", "tomorow", "tommorow", "tommorrow", "tomorro",
                        "tmrw", "tmrrw", "tmr", "morrow"});
}

}  // namespace frontdesk
