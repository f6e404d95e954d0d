#include "gateway/speech/phrases.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "gateway/clients/names.h"
#include "libs/civil/format.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {
namespace {

constexpr int kLongestQuote = 60;
constexpr int kLongestName = 160;
constexpr int kDigitsOfACode = 5;  // that many in a row are not a word

bool HasACode(absl::string_view words) {
  int digits = 0;
  for (const char c : words) {
    // An ISO date has digits with hyphens between them.
    if (absl::ascii_isdigit(c)) {
      if (++digits >= kDigitsOfACode) return true;
    } else if (c != '-') {
      digits = 0;
    }
  }
  return false;
}

// The end of the text's longest beginning of at most `limit` characters (not bytes).
std::size_t EndOfCharacters(absl::string_view text, int limit) {
  // Of bytes there are at least as many, and nearly no text is so long.
  if (text.size() <= static_cast<std::size_t>(limit)) return text.size();
  int characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0) != 0x80;
    if (begins && ++characters > limit) return i;
  }
  return text.size();
}

// `name`, cut at a word if it is too long to be one.
std::string Clipped(absl::string_view name) {
  const std::size_t end = EndOfCharacters(name, kLongestName);
  if (end == name.size()) return std::string(name);
  const absl::string_view cut = name.substr(0, end);
  return std::string(cut.substr(0, cut.rfind(' ')));
}

std::string Join(absl::Span<const std::string> items, int most, absl::string_view conjunction) {
  std::vector<std::string> spoken;
  for (const std::string& item : items) {
    if (static_cast<int>(spoken.size()) == most) break;
    if (!item.empty()) spoken.push_back(Clipped(item));
  }
  if (spoken.empty()) return "";
  if (const std::size_t others = items.size() - spoken.size(); others > 0) {
    spoken.push_back(absl::StrCat(others, others == 1 ? " other" : " others"));
    conjunction = "and";
  }
  if (spoken.size() == 1) return spoken.front();
  const std::string last = spoken.back();
  spoken.pop_back();
  return absl::StrCat(absl::StrJoin(spoken, ", "), " ", conjunction, " ", last);
}

bool Fits(absl::string_view text) { return EndOfCharacters(text, kLongestSentence) == text.size(); }

}  // namespace

std::string JoinWithAnd(absl::Span<const std::string> items, int most) {
  return Join(items, most, "and");
}

std::string JoinWithOr(absl::Span<const std::string> items, int most) {
  return Join(items, most, "or");
}

std::string WithNamesThatFit(const std::function<std::string(int most)>& say) {
  for (int most = kMostSpokenNames; most > 1; --most) {
    if (std::string text = say(most); Fits(text)) return Speakable(text);
  }
  return Speakable(say(1));
}

std::string SpokenTimes(absl::Span<const TimeRange> times, absl::TimeZone zone, std::size_t most) {
  std::vector<std::string> spoken;
  for (const TimeRange& time : times.subspan(0, most)) {
    spoken.push_back(SpokenTimeText(time.start, zone));
  }
  if (times.size() > most) spoken.push_back(absl::StrCat(times.size() - most, " more"));
  return JoinWithAnd(spoken, static_cast<int>(spoken.size()));
}

absl::string_view PartOfDayName(PartOfDay part) {
  switch (part) {
    case PartOfDay::kMorning:
      return "morning";
    case PartOfDay::kAfternoon:
      return "afternoon";
    case PartOfDay::kEvening:
      return "evening";
    case PartOfDay::kAny:
      break;
  }
  return "";
}

std::string PartOfDayText(PartOfDay part) {
  return part == PartOfDay::kAny ? "" : absl::StrCat(" in the ", PartOfDayName(part));
}

std::string DaysText(int days) {
  if (days == 1) return "day";
  if (days == 7) return "week";
  return days == 14 ? "two weeks" : absl::StrCat(days, " days");
}

std::string Quotable(absl::string_view words) {
  const std::string quote = Nameable(words);
  return EndOfCharacters(quote, kLongestQuote) < quote.size() ? "" : quote;
}

std::string Nameable(absl::string_view name) {
  std::string line(name);
  absl::RemoveExtraAsciiWhitespace(&line);
  return HasACode(line) ? "" : line;
}

std::string Speakable(absl::string_view text) {
  std::string line(text);
  absl::RemoveExtraAsciiWhitespace(&line);
  const std::size_t end = EndOfCharacters(line, kLongestSentence);
  if (end == line.size()) return line;
  line.resize(end);
  if (const std::size_t stop = line.find_last_of(".?!");
      stop != std::string::npos && stop > end / 2) {
    line.resize(stop + 1);
    return line;
  }
  line.resize(std::min(line.rfind(' '), end - 1));
  while (!line.empty() && absl::ascii_ispunct(line.back())) line.pop_back();
  return absl::StrCat(line, ".");
}

}  // namespace frontdesk::gateway
