#include "libs/names/service_match.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/names/filler.h"
#include "libs/names/likeness.h"
#include "libs/names/plain_words.h"
#include "libs/names/resolution.h"

namespace frontdesk {
namespace {

constexpr double kWholeNameScore = 1.0;
constexpr double kSomeWordsScore = 0.85;
constexpr double kContradictedScore = 0.6;
constexpr double kFuzzyRatio = 0.75;

template <std::size_t N>
bool Among(absl::string_view word, const absl::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// Words that tell no service from another unless only one has them.
constexpr absl::string_view kGeneric[] = {
    "appointments", "consult",    "consultation", "consultations", "session", "sessions",
    "treatment",    "treatments", "service",      "services",      "therapy", "visit",
    "patient",      "patients",   "client",       "clients",       "type",    "option",
};

bool IsGeneric(absl::string_view word) { return Among(word, kGeneric); }

// One word for what means the same at a front desk. Source: contract/webhooks.md, 4.4: new callers
// come for "Initial", returning ones for "Follow up".
absl::string_view Canonical(absl::string_view word) {
  constexpr std::pair<absl::string_view, absl::string_view> kSame[] = {
      {"first", "initial"},       {"1st", "initial"},         {"new", "initial"},
      {"followup", "followup"},   {"followups", "followup"},  {"return", "followup"},
      {"returning", "followup"},  {"subsequent", "followup"}, {"existing", "followup"},
      {"acu", "acupuncture"},     {"appt", "appointment"},    {"kids", "children"},
      {"kid", "children"},        {"child", "children"},      {"childrens", "children"},
      {"paediatric", "children"}, {"pediatric", "children"},  {"prenatal", "pregnancy"},
      {"pregnant", "pregnancy"},  {"tele", "telehealth"},     {"xray", "x-ray"},
  };
  for (const auto& [from, to] : kSame) {
    if (from == word) return to;
  }
  return word;
}

bool IsMinutes(absl::string_view word) {
  constexpr absl::string_view kWords[] = {"min", "mins", "minute", "minutes", "m"};
  return Among(word, kWords);
}

bool IsHours(absl::string_view word) {
  constexpr absl::string_view kWords[] = {"hr", "hrs", "hour", "hours", "h"};
  return Among(word, kWords);
}

// Minutes that are spoken as a word, 0 for others.
int SpokenMinutes(absl::string_view word) {
  constexpr std::pair<absl::string_view, int> kNumbers[] = {
      {"one", 1},    {"two", 2},    {"ten", 10},   {"fifteen", 15}, {"twenty", 20}, {"thirty", 30},
      {"forty", 40}, {"fifty", 50}, {"sixty", 60}, {"ninety", 90},  {"twelve", 12}, {"three", 3},
  };
  for (const auto& [name, number] : kNumbers) {
    if (name == word) return number;
  }
  int number = 0;
  return absl::SimpleAtoi(word, &number) ? number : 0;
}

struct ServiceWords {
  std::vector<SpeltWord> words;  // without durations
  std::vector<int> minutes;
};

// "60min" is two words.
std::vector<std::string> SplitWords(absl::string_view text) {
  std::vector<std::string> words;
  for (const std::string& word : PlainWords(text)) {
    const std::size_t letters = word.find_first_not_of("0123456789");
    const bool is_mixed = letters != std::string::npos && letters > 0 &&
                          (IsMinutes(word.substr(letters)) || IsHours(word.substr(letters)));
    if (is_mixed) {
      words.push_back(word.substr(0, letters));
      words.push_back(word.substr(letters));
    } else {
      words.push_back(word);
    }
  }
  return words;
}

ServiceWords Read(absl::string_view text) {
  const std::vector<std::string> words = SplitWords(text);
  ServiceWords read;
  const auto is = [&](std::size_t i, absl::string_view word) {
    return i < words.size() && words[i] == word;
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (is(i, "half") && (is(i + 1, "hour") || (is(i + 1, "an") && is(i + 2, "hour")))) {
      read.minutes.push_back(30);
      i += is(i + 1, "an") ? 2 : 1;
      continue;
    }
    const bool has_article = is(i, "an") || is(i, "a");
    int number = has_article ? 1 : SpokenMinutes(words[i]);
    std::size_t unit = i + 1;
    if (number >= 20 && number % 10 == 0 && unit < words.size() && SpokenMinutes(words[unit]) > 0 &&
        SpokenMinutes(words[unit]) < 10) {
      number += SpokenMinutes(words[unit++]);  // "forty five minutes"
    }
    if (is(unit, "five") && number >= 20) {
      number += 5;
      ++unit;
    }
    if (number > 0 && unit < words.size() && IsHours(words[unit]) && number <= 12) {
      int minutes = 60 * number;
      if (is(unit + 1, "and") && is(unit + 2, "a") && is(unit + 3, "half")) {
        minutes += 30;
        unit += 3;
      }
      read.minutes.push_back(minutes);
      i = unit;
      continue;
    }
    if (number > 0 && !has_article && unit < words.size() && IsMinutes(words[unit])) {
      read.minutes.push_back(number);
      i = unit;
      continue;
    }
    if (is(i, "hour")) {
      read.minutes.push_back(60);
      continue;
    }
    const bool is_bare_duration =
        number >= 10 && number <= 240 && number % 5 == 0 && absl::ascii_isdigit(words[i][0]);
    if (is_bare_duration) {
      read.minutes.push_back(number);
      continue;
    }
    if (is(i, "follow") && is(i + 1, "up")) {
      read.words.emplace_back("followup");
      ++i;
      continue;
    }
    read.words.emplace_back(std::string(Canonical(words[i])));
  }
  return read;
}

// "physio" for "physiotherapy", "podiatrist" for "podiatry", "massages" for "massage".
bool IsOneFamily(absl::string_view a, absl::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  const std::size_t common =
      static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
  if (common == a.size() && a.size() >= 4) return true;
  return common >= 6 && 10 * common >= 6 * b.size();
}

Likeness Compare(const SpeltWord& said, const SpeltWord& word) {
  const Likeness likeness = LikenessOfWords(said, word);
  if (likeness.fit >= Fit::kSlip) return likeness;
  if (IsOneFamily(said.text, word.text)) return {Fit::kShort, 0.97};
  return likeness;
}

struct Judged {
  double score = 0;
  bool is_accounted = false;
  bool is_whole = false;          // every word of the name was said
  bool ignores_length = false;    // the name has a length, and none was said
  std::vector<bool> said_fitted;  // which of the words that were said the service has
};

Judged Judge(const ServiceWords& said, const ServiceName& service) {
  const ServiceWords name = Read(service.name);
  std::vector<bool> used(name.words.size(), false);
  Judged judged;
  judged.said_fitted.assign(said.words.size(), false);
  double quality = 1.0;
  bool has_fit = false;
  bool has_length = false;
  bool has_content = false;
  bool has_near = false;
  bool has_unaccounted = false;
  for (std::size_t i = 0; i < said.words.size(); ++i) {
    const SpeltWord& word = said.words[i];
    const bool is_filler = IsFiller(word.text);
    const bool is_content = !is_filler && !IsGeneric(word.text);
    has_content = has_content || is_content;
    Likeness best;
    std::size_t best_at = 0;
    for (std::size_t at = 0; at < name.words.size(); ++at) {
      const Likeness likeness = is_filler && word.text != name.words[at].text
                                    ? Likeness{}
                                    : Compare(word, name.words[at]);
      if (likeness > best) {
        best = likeness;
        best_at = at;
      }
    }
    if (best.fit == Fit::kNone) {
      has_unaccounted = has_unaccounted || is_content;
      continue;
    }
    used[best_at] = true;
    has_near = has_near || best.fit == Fit::kNear;
    has_fit = has_fit || is_content || name.words.size() == 1;
    judged.said_fitted[i] = is_content && best.fit > Fit::kNear;
    quality = std::min(quality, best.quality);
  }
  for (const int minutes : said.minutes) {
    const bool fits =
        service.duration_minutes == minutes ||
        std::find(name.minutes.begin(), name.minutes.end(), minutes) != name.minutes.end();
    has_unaccounted = has_unaccounted || !fits;
    has_length = has_length || fits;
  }
  // A length alone speaks of a service only where nothing else was said ("the 30 minute one").
  has_fit = has_fit || (has_length && !has_content);
  if (!has_fit) return judged;
  judged.is_accounted = !has_unaccounted && !has_near;
  judged.ignores_length = said.minutes.empty() && !name.minutes.empty();
  judged.is_whole = true;
  for (std::size_t at = 0; at < used.size(); ++at) {
    if (!used[at] && !IsGeneric(name.words[at].text) && !IsFiller(name.words[at].text))
      judged.is_whole = false;
  }
  const double base = !judged.is_accounted ? kContradictedScore
                      : judged.is_whole    ? kWholeNameScore
                                           : kSomeWordsScore;
  judged.score = base * quality;
  return judged;
}

Resolution Conclude(std::vector<Scored> candidates) {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Scored& a, const Scored& b) { return a.score > b.score; });
  const double confidence = candidates.empty() ? 0 : candidates.front().score;
  const auto verdict = candidates.empty()       ? Resolution::Verdict::kUnknown
                       : candidates.size() == 1 ? Resolution::Verdict::kResolved
                                                : Resolution::Verdict::kAmbiguous;
  return {.verdict = verdict, .candidates = std::move(candidates), .confidence = confidence};
}

}  // namespace

Resolution MatchService(absl::string_view said, absl::Span<const ServiceName> names) {
  const std::vector<std::string> plain = PlainWords(said);
  if (plain.empty()) return {};
  // The name as it stands in our own list, durations and all: agents send it back word for word.
  std::vector<Scored> exact;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (PlainWords(names[i].name) == plain) exact.push_back({i, kWholeNameScore});
  }
  if (!exact.empty()) return Conclude(std::move(exact));

  const ServiceWords words = Read(said);
  std::vector<Scored> whole;
  std::vector<Scored> some;
  std::vector<Scored> doubtful;
  bool has_complete = false;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Judged judged = Judge(words, names[i]);
    if (judged.score > 0) {
      has_complete =
          has_complete || (judged.is_accounted && judged.is_whole && !judged.ignores_length);
      (!judged.is_accounted ? doubtful
       : judged.is_whole    ? whole
                            : some)
          .push_back({i, judged.score});
    } else if (Ratio(absl::StrJoin(plain, ""), absl::StrJoin(PlainWords(names[i].name), "")) >=
               kFuzzyRatio) {
      doubtful.push_back({i, kContradictedScore});
    }
  }
  // "Osteo" is not all of "Osteo 90", so it says no more of that one than of "Osteo 45 - standard".
  if (!whole.empty() && !has_complete) {
    whole.insert(whole.end(), some.begin(), some.end());
  }
  if (!whole.empty()) return Conclude(std::move(whole));
  if (!some.empty()) return Conclude(std::move(some));
  Resolution resolution = Conclude(std::move(doubtful));
  // Something that was said is no part of it: never chosen, only asked about.
  if (resolution.resolved()) resolution.verdict = Resolution::Verdict::kAmbiguous;
  return resolution;
}

std::vector<std::size_t> ServicesMentioned(absl::string_view text,
                                           absl::Span<const ServiceName> names) {
  const ServiceWords words = Read(text);
  std::vector<Judged> judged;
  for (const ServiceName& name : names) judged.push_back(Judge(words, name));
  const auto has_any = [](const Judged& one) {
    return std::find(one.said_fitted.begin(), one.said_fitted.end(), true) != one.said_fitted.end();
  };
  // True when `other` has every word that `one` has, and more: "remedial massage" is not "Massage".
  const auto says_more = [](const Judged& other, const Judged& one) {
    bool has_more = false;
    for (std::size_t i = 0; i < one.said_fitted.size(); ++i) {
      if (one.said_fitted[i] && !other.said_fitted[i]) return false;
      has_more = has_more || (other.said_fitted[i] && !one.said_fitted[i]);
    }
    return has_more;
  };
  std::vector<std::size_t> mentioned;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool is_outdone = std::any_of(judged.begin(), judged.end(), [&](const Judged& other) {
      return says_more(other, judged[i]);
    });
    if (has_any(judged[i]) && !is_outdone) mentioned.push_back(i);
  }
  return mentioned;
}

}  // namespace frontdesk
