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
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/day_calendar.h"
#include "libs/civil/day_context.h"
#include "libs/civil/day_phrase.h"
#include "libs/civil/iso_instant.h"
#include "libs/civil/relative_day.h"
#include "libs/civil/small_talk.h"
#include "libs/civil/spoken_words.h"
#include "libs/civil/time_phrase.h"
#include "libs/civil/weekday_and_week.h"
#include "libs/civil/written_date.h"
#include "libs/civil/zone.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

class Listener {
 public:
  Listener(std::vector<SpokenWord> words, const DayContext& context)
      : words_(std::move(words)), taken_(words_.size(), false), context_(context) {}

  absl::StatusOr<Heard> Listen() {
    TakeSoonest();
    RETURN_IF_ERROR(TakeDays());
    TakeDurations();
    TakeParts();
    TakeTimes();
    LookAtTheRest();
    return std::move(heard_);
  }

 private:
  struct PhraseAtWords {
    DayPhrase phrase;
    std::size_t begin;
    std::size_t end;
  };

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
    std::vector<PhraseAtWords> phrases;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (taken_[i]) continue;
      std::optional<DayPhraseMatch> match = MatchDay(i);
      if (!match.has_value()) continue;
      if (match->phrase.day_is_bare && !AgreesWithCalendar(match->phrase, context_)) {
        match->phrase = {.kind = DayPhrase::Kind::kWeekday, .weekday = match->phrase.weekday};
        match->length = 1;
      }
      if (match->phrase.is_evening) heard_.part = DayPart::kEvening;
      phrases.push_back({match->phrase, i, i + match->length});
      Take(i, match->length);
      i += match->length - 1;
    }
    if (phrases.size() == 2) {
      const std::size_t end_of_first = phrases[0].end;
      const std::optional<DayPhrase> both = JoinWeekdayAndWeek(
          phrases[0].phrase, phrases[1].phrase,
          absl::MakeConstSpan(words_).subspan(end_of_first, phrases[1].begin - end_of_first));
      if (both.has_value()) phrases = {{*both, phrases[0].begin, phrases[1].end}};
    }
    std::vector<DayAtWords> days;
    for (const PhraseAtWords& each : phrases) {
      ASSIGN_OR_RETURN(const SpokenDay day, OnCalendar(each.phrase, context_));
      days.push_back({day, each.begin, each.end});
    }
    return days.empty() ? absl::OkStatus() : PutTogether(days);
  }

  absl::Status PutTogether(const std::vector<DayAtWords>& days) {
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
      RETURN_IF_ERROR(Bound(days.front(), day));
    }
    heard_.day = day;
    return absl::OkStatus();
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

  // "after Tuesday", "from the 20th", "by Friday", "the day before Christmas", "Tuesday or later".
  absl::Status Bound(const DayAtWords& at, SpokenDay& day) {
    const absl::CivilDay today = DayAt(context_.now, context_.zone);
    const absl::CivilDay first = day.range.has_value() ? day.range->first : day.day;
    const absl::CivilDay last = day.range.has_value() ? day.range->last : day.day;
    const bool is_neighbour = at.begin >= 2 && Is(at.begin - 2, "day");
    if (TakeWordBefore(at.begin, {"after"})) {
      // Where the day itself is in question, that comes first.
      if (is_neighbour || !day.is_ambiguous()) {
        day.day = last + 1;
        day.range.reset();
      }
      if (is_neighbour) {
        Take(at.begin - 2, 1);
        for (absl::CivilDay& candidate : day.candidates) ++candidate;
      } else {
        heard_.is_soonest = true;
      }
    } else if (TakeWordBefore(at.begin, {"from", "starting"}) || TakeOnwards(at.end)) {
      heard_.is_soonest = true;
    } else if (TakeWordBefore(at.begin, {"before"})) {
      // With candidates the question would have to be about other days than were said.
      if (first <= today || day.is_ambiguous()) {
        return MakeError(DomainError::kInvalidDate, "nothing is before that day");
      }
      if (is_neighbour) {
        Take(at.begin - 2, 1);
        day.day = first - 1;
        day.range.reset();
      } else {
        day.range = DayRange{today, first - 1};
        day.day = today;
      }
    } else if (TakeWordBefore(at.begin, {"by", "until", "till", "within"})) {
      if (!day.is_ambiguous()) {
        day.range = DayRange{today, last};
        day.day = today;
      }
    } else if (!day.range.has_value() && !day.is_ambiguous() && day.detail > DayDetail::kRelative &&
               TakeWordBefore(at.begin, {"week"})) {
      // "The week of July 20".
      const absl::CivilDay monday = absl::PrevWeekday(day.day + 1, absl::Weekday::monday);
      day.range = DayRange{std::max(monday, today), monday + 6};
    }
    return absl::OkStatus();
  }

  // "Tuesday or later", "the 20th onwards"; "or after 3" is about the time.
  bool TakeOnwards(std::size_t at) {
    if (Is(at, "onwards") || Is(at, "onward")) {
      Take(at, 1);
      return true;
    }
    const bool is_open = Is(at, "or") && (Is(at + 1, "later") || Is(at + 1, "after")) &&
                         (at + 2 >= words_.size() || !words_[at + 2].IsNumber());
    if (is_open) Take(at, 2);
    return is_open;
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
      if (!match.has_value() || (match->phrase.is_bare && !CanBeHour(i, i + match->length))) {
        ++i;
        continue;
      }
      heard_.times.push_back(match->phrase);
      Take(i, match->length);
      i += match->length;
      // "The 3 o'clock one".
      const bool is_one = i < words_.size() && !taken_[i] && words_[i].number == 1 &&
                          words_[i].digits == 0 && !words_[i].ordinal;
      if (is_one && !match->phrase.is_bare && !match->phrase.readings.empty()) Take(i++, 1);
    }
    for (const auto& [begin, length] : parts_) Take(begin, length);
  }

  bool SaysDayOrPart(std::size_t i) const { return taken_[i] || DayPartOf(words_[i]).has_value(); }

  // Whether what stands around the mere numbers of [begin, end) leaves them a time: "at 9", "nine
  // please", but not "the first one", "slot 1", "one of those".
  bool CanBeHour(std::size_t begin, std::size_t end) const {
    if (end < words_.size() && !SaysDayOrPart(end) && !MayStandAfterHour(words_[end])) return false;
    const SpokenWord& word = words_[begin];
    if (!word.IsNumber()) {
      // "at one", but not "I'd like one".
      return !word.Is("like") || begin == 0;
    }
    if (word.after_the) return false;
    if (begin == 0) return true;
    // "The Tuesday one", "make it the morning one".
    if (word.number == 1 && word.digits == 0 && end == begin + 1) return false;
    return SaysDayOrPart(begin - 1) || MayStandBeforeHour(words_[begin - 1]);
  }

  // "for an hour", "a 60 minute session": how long, not when.
  void TakeDurations() {
    for (std::size_t i = 0; i + 2 < words_.size(); ++i) {
      const auto is_unit = [&](std::size_t at) {
        return Is(at, "minutes") || Is(at, "minute") || Is(at, "mins") || Is(at, "min") ||
               Is(at, "hour") || Is(at, "hours");
      };
      const auto is_count = [&](std::size_t at) {
        return !taken_[at] && (Is(at, "an") || (words_[at].IsNumber() && !words_[at].ordinal));
      };
      const bool is_for = Is(i, "for") && is_count(i + 1) && is_unit(i + 2);
      const bool is_long =
          is_count(i) && is_unit(i + 1) &&
          (Is(i + 2, "session") || Is(i + 2, "appointment") || Is(i + 2, "booking"));
      if (is_for || is_long) Take(i, 3);
    }
  }

  void LookAtTheRest() {
    std::size_t end_of_taken = words_.size();
    while (end_of_taken > 0 && !taken_[end_of_taken - 1]) --end_of_taken;
    bool in_name = false;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (taken_[i]) continue;
      if (IsNegation(words_[i])) {
        heard_.has_negation = true;
        continue;
      }
      if (in_name && ChangesMeaning(words_[i])) heard_.has_unknown_words = true;
      if (i >= end_of_taken && BeginsName(words_[i])) in_name = true;
      if (IsSmallTalk(i)) continue;
      (in_name ? heard_.has_name_behind : heard_.has_unknown_words) = true;
    }
  }

  bool IsSmallTalk(std::size_t i) const {
    const SpokenWord& word = words_[i];
    if (word.IsNumber()) return false;
    const auto is = [&](std::size_t at, std::initializer_list<absl::string_view> options) {
      return std::any_of(options.begin(), options.end(),
                         [&](absl::string_view option) { return words_[at].Is(option); });
    };
    const bool is_sign = !word.text.empty() && !absl::ascii_isalnum(word.text[0]) &&
                         static_cast<unsigned char>(word.text[0]) < 0x80;
    if (is_sign || IsFiller(word) || IsNameOfZone(word) || (word.Is("t") && word.glued))
      return true;
    const bool before_day = i + 1 < words_.size() && SaysDayOrPart(i + 1);
    const bool behind_day = i > 0 && SaysDayOrPart(i - 1);
    // "early tomorrow", "later today", "Tuesday late"; but "9 or later" is another time.
    if (is(i, {"later", "earlier"})) return before_day;
    if (is(i, {"early", "late"})) return before_day || behind_day;
    if (is(i, {"day"})) return i > 0 && is(i - 1, {"good", "great", "best"});
    if (is(i, {"either"})) {
      return std::any_of(words_.begin(), words_.end(),
                         [](const SpokenWord& other) { return other.Is("or"); });
    }
    return false;
  }

  // "9am AEST" in Sydney; people say it in summer as well.
  bool IsNameOfZone(const SpokenWord& word) const {
    for (const absl::Duration ahead : {absl::ZeroDuration(), absl::Hours(24 * 182)}) {
      if (word.Is(absl::AsciiStrToLower(context_.zone.At(context_.now + ahead).zone_abbr))) {
        return true;
      }
    }
    return false;
  }

  std::vector<SpokenWord> words_;
  std::vector<bool> taken_;
  std::vector<std::pair<std::size_t, std::size_t>> parts_;  // begin, length
  const DayContext& context_;
  Heard heard_;
};

}  // namespace

absl::StatusOr<Heard> Listen(absl::string_view said, const DayContext& context) {
  if (said.size() > kLongestSaid) {
    return MakeError(DomainError::kInvalidDate, "nobody says that much about a day");
  }
  const std::optional<IsoInstant> iso = FindIsoInstant(said);
  if (!iso.has_value()) return Listener(SpokenWords(said), context).Listen();
  const std::string rest =
      absl::StrCat(said.substr(0, iso->begin), " ", said.substr(iso->begin + iso->length));
  ASSIGN_OR_RETURN(Heard heard, Listener(SpokenWords(rest), context).Listen());
  heard.instant = iso->instant;
  return heard;
}

}  // namespace frontdesk
