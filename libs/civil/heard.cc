#include "libs/civil/heard.h"

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/day_calendar.h"
#include "libs/civil/day_context.h"
#include "libs/civil/day_phrase.h"
#include "libs/civil/relative_day.h"
#include "libs/civil/spoken_words.h"
#include "libs/civil/time_phrase.h"
#include "libs/civil/written_date.h"
#include "libs/civil/zone.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

// Politeness and grammar: nothing that could change which day or time is meant.
constexpr absl::string_view kFillers[] = {
    "a",        "about",      "am",       "an",      "and",       "anything", "appointment",
    "approx",   "are",        "around",   "at",      "available", "be",       "best",
    "book",     "booking",    "can",      "come",    "could",     "day",      "do",
    "either",   "for",        "free",     "get",     "good",      "got",      "great",
    "have",     "hello",      "hey",      "hi",      "how",       "i",        "id",
    "if",       "ill",        "im",       "in",      "is",        "it",       "its",
    "ive",      "just",       "lets",     "like",    "likely",    "looking",  "love",
    "make",     "may",        "maybe",    "me",      "my",        "need",     "now",
    "ok",       "okay",       "or",       "perhaps", "please",    "possible", "possibly",
    "prefer",   "preferably", "probably", "really",  "roughly",   "say",      "see",
    "session",  "should",     "slot",     "slots",   "so",        "some",     "something",
    "sometime", "sometimes",  "thank",    "thanks",  "that",      "thats",    "then",
    "there",    "theres",     "think",    "this",    "time",      "times",    "to",
    "try",      "us",         "want",     "we",      "well",      "what",     "whats",
    "with",     "would",      "yeah",     "yep",     "yes",       "you",      "your",
    "works",    "work",       "date",     "instead", "actually",  "oclock",   "early",
    "earlier",  "late",       "later",    "utc",     "local",
};

constexpr absl::string_view kNegations[] = {
    "not",  "no",   "except", "but",       "without", "besides", "other", "than", "isnt",
    "cant", "wont", "dont",   "excluding", "never",   "nothing", "every", "each", "avoid",
};

template <std::size_t N>
bool Among(const SpokenWord& word, const absl::string_view (&words)[N]) {
  return !word.IsNumber() &&
         std::find(std::begin(words), std::end(words), word.text) != std::end(words);
}

struct IsoInstant {
  absl::Time instant;
  std::size_t begin;
  std::size_t length;
};

// An ISO date-time with an offset inside `text`; without one it is a plain day and time.
std::optional<IsoInstant> FindIsoInstant(absl::string_view text) {
  constexpr absl::string_view kShape = "dddd-dd-ddTdd:dd";
  for (std::size_t begin = 0; begin + kShape.size() < text.size(); ++begin) {
    std::size_t i = 0;
    while (i < kShape.size()) {
      const char c = text[begin + i];
      const bool fits = kShape[i] == 'd'   ? absl::ascii_isdigit(c)
                        : kShape[i] == 'T' ? c == 'T' || c == 't' || c == ' '
                                           : c == kShape[i];
      if (!fits) break;
      ++i;
    }
    if (i < kShape.size()) continue;
    std::size_t end = begin + kShape.size();
    const auto digits_from = [&](std::size_t at) {
      std::size_t count = 0;
      while (at + count < text.size() && absl::ascii_isdigit(text[at + count])) ++count;
      return count;
    };
    std::string iso(text.substr(begin, kShape.size()));
    iso[10] = 'T';
    if (end < text.size() && text[end] == ':' && digits_from(end + 1) == 2) {
      iso += std::string(text.substr(end, 3));
      end += 3;
      if (end < text.size() && text[end] == '.') end += 1 + digits_from(end + 1);
    } else {
      iso += ":00";
    }
    if (end < text.size() && (text[end] == 'Z' || text[end] == 'z')) {
      iso += "Z";
      ++end;
    } else if (end < text.size() && (text[end] == '+' || text[end] == '-')) {
      const std::size_t hours = digits_from(end + 1);
      const bool has_colon = hours == 2 && end + 3 < text.size() && text[end + 3] == ':';
      if (hours != 4 && !(has_colon && digits_from(end + 4) == 2)) continue;
      iso += std::string(text.substr(end, 3)) + ":" +
             std::string(text.substr(end + (has_colon ? 4 : 3), 2));
      end += has_colon ? 6 : 5;
    } else {
      continue;
    }
    absl::Time instant;
    if (!absl::ParseTime(absl::RFC3339_full, iso, &instant, nullptr)) continue;
    return IsoInstant{instant, begin, end - begin};
  }
  return std::nullopt;
}

class Listener {
 public:
  Listener(std::vector<SpokenWord> words, const DayContext& context)
      : words_(std::move(words)), taken_(words_.size(), false), context_(context) {}

  absl::StatusOr<Heard> Listen() {
    TakeSoonest();
    RETURN_IF_ERROR(TakeDays());
    TakeParts();
    TakeTimes();
    LookAtTheRest();
    return std::move(heard_);
  }

 private:
  struct DayAtWords {
    SpokenDay day;
    std::size_t begin;
    std::size_t end;
  };

  bool Is(std::size_t i, absl::string_view word) const {
    return i < words_.size() && !taken_[i] && words_[i].Is(word);
  }

  void Take(std::size_t begin, std::size_t length) {
    for (std::size_t i = begin; i < begin + length; ++i) taken_[i] = true;
  }

  bool TakePhrase(std::initializer_list<absl::string_view> phrase) {
    for (std::size_t i = 0; i + phrase.size() <= words_.size(); ++i) {
      std::size_t j = i;
      bool fits = true;
      for (const absl::string_view word : phrase) fits = fits && Is(j++, word);
      if (!fits) continue;
      Take(i, phrase.size());
      return true;
    }
    return false;
  }

  void TakeSoonest() {
    while (TakePhrase({"as", "soon", "as", "possible"}) || TakePhrase({"as", "soon", "as"}) ||
           TakePhrase({"as", "early", "as"}) || TakePhrase({"asap"}) || TakePhrase({"soonest"}) ||
           TakePhrase({"earliest"}) || TakePhrase({"next", "available"}) ||
           TakePhrase({"first", "available"}) || TakePhrase({"next", "opening"}) ||
           TakePhrase({"next", "appointment"}) || TakePhrase({"next", "slot"}) ||
           TakePhrase({"next", "possible"}) || TakePhrase({"next", "free"}) ||
           TakePhrase({"soon"}) || TakeFirstAvailable()) {
      heard_.is_soonest = true;
    }
    while (TakePhrase({"whenever"}) || TakePhrase({"anytime"}) || TakePhrase({"any", "time"}) ||
           TakePhrase({"any", "day"}) || TakePhrase({"any", "date"}) || TakePhrase({"anyday"}) ||
           TakePhrase({"all", "day"})) {
      heard_.is_whenever = true;
    }
  }

  // "first" has become the number 1.
  bool TakeFirstAvailable() {
    for (std::size_t i = 0; i + 1 < words_.size(); ++i) {
      const bool is_first = words_[i].number == 1 && words_[i].ordinal && !taken_[i];
      if (!is_first) continue;
      for (const absl::string_view word : {"available", "opening", "appointment", "slot", "free"}) {
        if (!Is(i + 1, word)) continue;
        Take(i, 2);
        return true;
      }
    }
    return false;
  }

  std::optional<DayPhraseMatch> MatchDay(std::size_t i) const {
    const std::optional<DayPhraseMatch> relative = MatchRelativeDay(words_, i);
    const std::optional<DayPhraseMatch> written =
        MatchWrittenDate(words_, i, /*month_first=*/context_.country == "US");
    if (!relative.has_value()) return written;
    return written.has_value() && written->length > relative->length ? written : relative;
  }

  absl::Status TakeDays() {
    std::vector<DayAtWords> days;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (taken_[i]) continue;
      std::optional<DayPhraseMatch> match = MatchDay(i);
      if (!match.has_value()) continue;
      if (match->phrase.day_is_bare && !AgreesWithCalendar(match->phrase, context_)) {
        match->phrase = {.kind = DayPhrase::Kind::kWeekday, .weekday = match->phrase.weekday};
        match->length = 1;
      }
      ASSIGN_OR_RETURN(const SpokenDay day, OnCalendar(match->phrase, context_));
      if (match->phrase.is_evening) heard_.part = DayPart::kEvening;
      days.push_back({day, i, i + match->length});
      Take(i, match->length);
      i += match->length - 1;
    }
    if (!days.empty()) PutTogether(days);
    return absl::OkStatus();
  }

  void PutTogether(const std::vector<DayAtWords>& days) {
    SpokenDay day = days.front().day;
    if (days.size() == 2 && IsSpan(days[0], days[1]) && days[0].day.day < days[1].day.day) {
      const absl::CivilDay last =
          days[1].day.range.has_value() ? days[1].day.range->last : days[1].day.day;
      day.range = DayRange{day.range.has_value() ? day.range->first : day.day, last};
      TakeWordBefore(days.front().begin, {"between", "from"});
    } else if (days.size() > 1) {
      std::vector<absl::CivilDay> candidates;
      for (const DayAtWords& each : days) {
        candidates.push_back(each.day.day);
        candidates.insert(candidates.end(), each.day.candidates.begin(), each.day.candidates.end());
      }
      std::sort(candidates.begin(), candidates.end());
      candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
      // The same day said twice ("tomorrow, Tuesday") is one day.
      if (candidates.size() > 1) {
        day = {.day = candidates.front(), .candidates = candidates};
      } else {
        for (const DayAtWords& each : days) day.detail = std::max(day.detail, each.day.detail);
      }
    } else {
      Bound(days.front(), day);
    }
    heard_.day = day;
  }

  // "Monday to Wednesday", "between Monday and Wednesday".
  bool IsSpan(const DayAtWords& first, const DayAtWords& second) {
    for (std::size_t i = first.end; i < second.begin; ++i) {
      const bool spans = Is(i, "to") || Is(i, "until") || Is(i, "till") || Is(i, "through") ||
                         (Is(i, "and") && first.begin > 0 && Is(first.begin - 1, "between"));
      if (!spans) continue;
      Take(i, 1);
      return true;
    }
    return false;
  }

  bool TakeWordBefore(std::size_t at, std::initializer_list<absl::string_view> options) {
    for (const absl::string_view option : options) {
      if (at == 0 || !Is(at - 1, option)) continue;
      Take(at - 1, 1);
      return true;
    }
    return false;
  }

  // "after Tuesday", "from the 20th", "by Friday".
  void Bound(const DayAtWords& at, SpokenDay& day) {
    const absl::CivilDay today = DayAt(context_.now, context_.zone);
    if (TakeWordBefore(at.begin, {"after"})) {
      day.day = (day.range.has_value() ? day.range->last : day.day) + 1;
      day.range.reset();
      heard_.is_soonest = true;
    } else if (TakeWordBefore(at.begin, {"from", "starting"})) {
      heard_.is_soonest = true;
    } else if (TakeWordBefore(at.begin, {"before"})) {
      const absl::CivilDay end = day.range.has_value() ? day.range->first : day.day;
      if (end > today) day.range = DayRange{today, end - 1};
      day.day = today;
    } else if (TakeWordBefore(at.begin, {"by", "until", "till", "within"})) {
      day.range = DayRange{today, day.range.has_value() ? day.range->last : day.day};
      day.day = today;
    }
  }

  void TakeParts() {
    std::optional<DayPart> part = heard_.part;
    bool has_several = false;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (taken_[i]) continue;
      std::optional<DayPart> named = DayPartOf(words_[i]);
      std::size_t length = 1;
      if (words_[i].number == 1 && words_[i].ordinal && Is(i + 1, "thing")) {
        named = DayPart::kMorning;  // "first thing"
        length = 2;
      }
      if (!named.has_value()) continue;
      // "in" and "at" before a part belong to it, not to an hour behind it.
      parts_.push_back({i, length});
      has_several = has_several || (part.has_value() && *part != *named);
      part = named;
    }
    if (!has_several) heard_.part = part;
  }

  void TakeTimes() {
    // One part of the day settles an unmarked hour wherever it stands: "tomorrow morning at 9".
    std::size_t i = 0;
    while (i < words_.size()) {
      if (taken_[i]) {
        ++i;
        continue;
      }
      const std::size_t end = static_cast<std::size_t>(
          std::find(taken_.begin() + static_cast<std::ptrdiff_t>(i), taken_.end(), true) -
          taken_.begin());
      const absl::Span<const SpokenWord> stretch = absl::MakeConstSpan(words_).first(end);
      const std::optional<TimePhraseMatch> match = MatchTimePhrase(stretch, i, heard_.part);
      if (!match.has_value()) {
        ++i;
        continue;
      }
      heard_.times.push_back(match->phrase);
      Take(i, match->length);
      i += match->length;
    }
    for (const auto& [begin, length] : parts_) Take(begin, length);
  }

  void LookAtTheRest() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (taken_[i]) continue;
      const bool is_sign = !words_[i].IsNumber() && !words_[i].text.empty() &&
                           !absl::ascii_isalnum(words_[i].text[0]) &&
                           static_cast<unsigned char>(words_[i].text[0]) < 0x80;
      if (Among(words_[i], kNegations)) {
        heard_.has_negation = true;
      } else if (!is_sign && !Among(words_[i], kFillers) &&
                 !(words_[i].Is("t") && words_[i].glued)) {
        heard_.has_unknown_words = true;
      }
    }
  }

  std::vector<SpokenWord> words_;
  std::vector<bool> taken_;
  std::vector<std::pair<std::size_t, std::size_t>> parts_;  // begin, length
  const DayContext& context_;
  Heard heard_;
};

}  // namespace

absl::StatusOr<Heard> Listen(absl::string_view said, const DayContext& context) {
  const std::optional<IsoInstant> iso = FindIsoInstant(said);
  if (!iso.has_value()) return Listener(SpokenWords(said), context).Listen();
  std::string rest(said);
  rest.replace(iso->begin, iso->length, " ");
  ASSIGN_OR_RETURN(Heard heard, Listener(SpokenWords(rest), context).Listen());
  heard.instant = iso->instant;
  return heard;
}

}  // namespace frontdesk
