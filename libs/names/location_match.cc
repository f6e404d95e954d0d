#include "libs/names/location_match.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/names/filler.h"
#include "libs/names/memo.h"
#include "libs/names/once_per_name.h"
#include "libs/names/place_words.h"
#include "libs/names/plain_words.h"
#include "libs/names/resolution.h"

namespace frontdesk {
namespace {

// Source: contract/webhooks.md, 4.5.
constexpr double kNameScore = 1.0;
constexpr double kAliasScore = 0.95;
constexpr double kUsualScore = 0.9;
constexpr double kPrimaryScore = 0.85;
constexpr double kOwnWordScore = 0.85;  // a word that no other location has
constexpr double kPartOfAliasScore = 0.8;
constexpr double kOrdinalScore = 0.75;
constexpr double kSharedWordScore = 0.7;  // a word that others have as well, or may
constexpr double kContradictedScore = 0.6;
constexpr double kResolves = 0.8;
constexpr double kAsks = 0.6;
constexpr double kAskMargin = 0.1;
constexpr double kSecondBest = 0.8;  // of the best
constexpr double kHistoryBoost = 0.3;
constexpr double kBoostedAtMost = 0.9;

constexpr std::size_t kMostDirectories = 1024;  // whose names are kept ready

template <std::size_t N>
bool Among(absl::string_view word, const absl::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

constexpr absl::string_view kPrimaryWords[] = {"main",   "primary", "first",   "default",
                                               "normal", "head",    "biggest", "1st"};
constexpr absl::string_view kUsualWords[] = {
    "usual", "regular", "usually", "same",   "last", "time", "before", "previous",
    "again", "always",  "as",      "normal", "went", "been", "go",     "where"};
constexpr absl::string_view kUsualCores[] = {"usual",  "regular",  "usually", "same",  "last",
                                             "before", "previous", "again",   "always"};
// What is left of the sentence once fillers are gone; separated by semicolons.
constexpr absl::string_view kAnyPhrases =
    "any; all; either; both; wherever; anywhere; whichever; any them; either them; "
    "either fine; any fine; anywhere fine; any works; either works; doesnt matter; "
    "doesnt matter which; doesnt matter where; dont mind; dont mind which; dont mind where; "
    "dont care; dont care which; no preference; not fussed; all them; both fine; both them; "
    "wherever soonest; whichever soonest; wherever earliest; whichever earliest; any all; "
    "wherever first; whichever first; either way; whatever; anywhere works; both work; "
    "not matter; not matter which; not matter where; not mind; not mind which; not mind where; "
    "not care; not care where; any where; anywhere really; wherever fit; any 2; either 2; all 2; "
    "both 2; any 3; all 3; wherever suits; anywhere suits; anywhere do; no particular; "
    "no particular preference; not fussy; wherever free; whichever free";

struct Query {
  std::vector<std::string> words;    // place words
  std::vector<std::string> content;  // those that are no filler
};

Query Read(absl::string_view said) {
  Query query;
  query.words = PlaceWords(said);
  for (const std::string& word : query.words) {
    if (!IsFiller(word) && word != "one") query.content.push_back(word);
  }
  return query;
}

bool IsEmpty(const Query& query) {
  // "the clinic" leaves only words that every location has; PlaceWords keeps them for want of
  // others.
  constexpr absl::string_view kAnyPlace[] = {"clinic", "clinics", "location", "locations", "branch",
                                             "office", "place",   "practice", "site",      "your",
                                             "our",    "my",      "the",      "over"};
  return std::all_of(query.content.begin(), query.content.end(),
                     [&](const std::string& word) { return Among(word, kAnyPlace); });
}

class Locations {
 public:
  explicit Locations(absl::Span<const LocationName> names) : as_listed_(names.size()) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      Add(i, names[i].name, /*is_alias=*/false);
      for (const std::string& alias : names[i].aliases) Add(i, alias, /*is_alias=*/true);
    }
    FindShared();
  }

  struct Judged {
    double score = 0;
    bool is_accounted = false;
  };

  // How well each location fits what was said, in the order of the names.
  std::vector<Judged> Judge(const Place& said, std::size_t count) const {
    std::vector<Judged> best(count);
    for (const Form& form : forms_) {
      const Judged judged = JudgeForm(said, form);
      Judged& so_far = best[form.location];
      const bool is_better = judged.is_accounted != so_far.is_accounted
                                 ? judged.is_accounted
                                 : judged.score > so_far.score;
      if (judged.score > 0 && is_better) so_far = judged;
    }
    return best;
  }

  // What each name means when it is said word for word as it is listed, by a caller without
  // history.
  const OncePerName<LocationResolution>& as_listed() const { return as_listed_; }

 private:
  struct Form {
    std::size_t location;
    bool is_alias;
    Place place;
    std::vector<bool> shared;  // which words some other location has as well
  };

  void Add(std::size_t location, absl::string_view text, bool is_alias) {
    forms_.push_back({location, is_alias, Place(PlaceWords(text)), {}});
  }

  void FindShared() {
    for (Form& form : forms_) form.shared.assign(form.place.words.size(), false);
    for (std::size_t a = 0; a < forms_.size(); ++a) {
      for (std::size_t b = a + 1; b < forms_.size(); ++b) {
        if (forms_[a].location == forms_[b].location) continue;
        MarkShared(forms_[a], forms_[b]);
      }
    }
  }

  static void MarkShared(Form& a, Form& b) {
    for (std::size_t i = 0; i < a.place.words.size(); ++i) {
      for (std::size_t j = 0; j < b.place.words.size(); ++j) {
        if (!AreAlike(a.place.words[i], b.place.words[j])) continue;
        a.shared[i] = b.shared[j] = true;
      }
    }
  }

  static Judged JudgeForm(const Place& said, const Form& form) {
    const PlaceFit fit = FitPlace(said, form.place);
    if (!fit.has_any && !fit.has_near) return {};
    bool has_own = false;
    bool has_name = false;
    for (std::size_t i = 0; i < fit.used.size(); ++i) {
      if (!fit.used[i] || form.shared[i]) continue;
      has_own = true;
      has_name = has_name || !IsCommonPlaceWord(form.place.words[i].text);
    }
    if (fit.unaccounted > 0 || fit.has_near) {
      // Worth a question only if the word is this location's own or its whole name was said: of
      // "Ryde" and "North Ryde" both, where both are spoken of.
      const bool is_worth_asking = has_own || fit.has_all();
      return {is_worth_asking ? kContradictedScore : 0, false};
    }
    if (fit.has_all()) return {(form.is_alias ? kAliasScore : kNameScore) * fit.quality, true};
    if (!has_name) return {kSharedWordScore * fit.quality, true};
    return {(form.is_alias ? kPartOfAliasScore : kOwnWordScore) * fit.quality, true};
  }

  std::vector<Form> forms_;
  OncePerName<LocationResolution> as_listed_;
};

std::shared_ptr<const Locations> LocationsOf(absl::Span<const LocationName> names) {
  static auto* const memo = new Memo<Locations>(kMostDirectories);
  std::string key;
  for (const LocationName& name : names) {
    absl::StrAppend(&key, name.name, name.primary ? "\t\t" : "");
    for (const std::string& alias : name.aliases) absl::StrAppend(&key, "\t", alias);
    key.push_back('\n');
  }
  return memo->Get(key, [&] { return Locations(names); });
}

// All locations, primary first, then by name.
std::vector<Scored> All(absl::Span<const LocationName> names) {
  std::vector<Scored> all;
  for (std::size_t i = 0; i < names.size(); ++i) all.push_back({i, 0});
  std::stable_sort(all.begin(), all.end(), [&](const Scored& a, const Scored& b) {
    if (names[a.index].primary != names[b.index].primary) return names[a.index].primary;
    return names[a.index].name < names[b.index].name;
  });
  return all;
}

bool IsAny(const Query& query) {
  static const auto* const phrases =
      new absl::flat_hash_set<absl::string_view>(absl::StrSplit(kAnyPhrases, "; "));
  return phrases->contains(absl::StrJoin(query.content, " "));
}

bool IsUsual(const Query& query, absl::string_view said) {
  bool has_core = false;
  for (const std::string& word : PlainWords(said)) has_core = has_core || Among(word, kUsualCores);
  return has_core && !query.content.empty() &&
         std::all_of(query.content.begin(), query.content.end(),
                     [](const std::string& word) { return Among(word, kUsualWords); });
}

bool IsPrimary(const Query& query) {
  return !query.content.empty() &&
         std::all_of(query.content.begin(), query.content.end(),
                     [](const std::string& word) { return Among(word, kPrimaryWords); });
}

// The locations of one clinic on their way to an answer.
class Contest {
 public:
  Contest(absl::Span<const LocationName> names, const Locations& locations, const Query& query,
          LocationHints hints)
      : names_(names),
        query_(query),
        preferred_(hints.preferred.value_or(names.size())),
        judged_(locations.Judge(Place(query.words), names.size())),
        order_(All(names)) {}

  // A location may be called "The Clinic"; short of that, such words say nothing.
  bool HasWholeName() const {
    return std::any_of(judged_.begin(), judged_.end(), [](const Locations::Judged& one) {
      return one.is_accounted && one.score >= kNameScore;
    });
  }

  // "the usual one": history first, the primary location only for want of it.
  void HearUsual() {
    if (preferred_ < names_.size()) {
      Claim(preferred_, kUsualScore);
    } else {
      HearPrimary();
    }
  }

  void HearPrimary() {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i].primary) Claim(i, kPrimaryScore);
    }
  }

  // "the second one", where a name says which is second.
  void HearOrdinal() {
    const bool has_name_word =
        std::any_of(judged_.begin(), judged_.end(), [](const auto& one) { return one.score > 0; });
    if (has_name_word || query_.content.size() != 1) return;
    const std::optional<int> ordinal = OrdinalOf(query_.content[0]);
    if (!ordinal.has_value()) return;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const std::vector<std::string> words = PlaceWords(names_[i].name);
      const bool has_number =
          std::find(words.begin(), words.end(), absl::StrCat(*ordinal)) != words.end();
      if (has_number) Claim(i, kOrdinalScore);
    }
  }

  LocationResolution Conclude() {
    Sort();
    LocationResolution resolution;
    if (order_.front().score < kSharedWordScore) {
      resolution.asks_history = true;
      Boost();
    }
    const Scored best = order_.front();
    if (best.score < kAsks) {
      resolution.candidates = All(names_);
      return resolution;
    }
    const bool resolves = best.score >= kResolves && judged_[best.index].is_accounted;
    resolution.confidence = best.score;
    resolution.candidates = {best};
    for (std::size_t i = 1; i < order_.size(); ++i) {
      const Scored& one = order_[i];
      const bool is_rival =
          resolves ? judged_[one.index].is_accounted && one.score >= best.score - kAskMargin
                   : one.score >= kSecondBest * best.score;
      if (is_rival) resolution.candidates.push_back(one);
    }
    resolution.verdict = resolves && resolution.candidates.size() == 1
                             ? Resolution::Verdict::kResolved
                             : Resolution::Verdict::kAmbiguous;
    return resolution;
  }

 private:
  void Claim(std::size_t index, double score) {
    Locations::Judged& one = judged_[index];
    one = {std::max(one.is_accounted ? one.score : 0, score), true};
  }

  // History helps what was said vaguely, never what was said about some other place.
  void Boost() {
    if (preferred_ >= names_.size()) return;
    Locations::Judged& one = judged_[preferred_];
    if (!one.is_accounted || one.score == 0) return;
    one.score = std::min(one.score + kHistoryBoost, kBoostedAtMost);
    Sort();
  }

  void Sort() {
    for (Scored& one : order_) one.score = judged_[one.index].score;
    std::stable_sort(order_.begin(), order_.end(), [&](const Scored& a, const Scored& b) {
      const bool is_a = judged_[a.index].is_accounted;
      const bool is_b = judged_[b.index].is_accounted;
      return is_a != is_b ? is_a : a.score > b.score;
    });
  }

  absl::Span<const LocationName> names_;
  const Query& query_;
  std::size_t preferred_;  // past the end for none
  std::vector<Locations::Judged> judged_;
  std::vector<Scored> order_;
};

// `names` are several, and known as `locations`.
LocationResolution Match(absl::string_view said, absl::Span<const LocationName> names,
                         const Locations& locations, LocationHints hints) {
  LocationResolution resolution;
  const Query query = Read(said);
  resolution.any_location = IsAny(query);
  resolution.candidates = All(names);
  if (resolution.any_location) {
    resolution.verdict = Resolution::Verdict::kAmbiguous;
    return resolution;
  }
  Contest contest(names, locations, query, hints);
  if (IsEmpty(query) && !contest.HasWholeName()) return resolution;
  const bool is_usual = IsUsual(query, said);
  if (is_usual) {
    contest.HearUsual();
  } else if (IsPrimary(query)) {
    contest.HearPrimary();
  }
  contest.HearOrdinal();
  resolution = contest.Conclude();
  resolution.asks_history = resolution.asks_history || is_usual;
  return resolution;
}

}  // namespace

bool IsAnyLocation(absl::string_view said) { return IsAny(Read(said)); }

LocationResolution MatchLocation(absl::string_view said, absl::Span<const LocationName> names,
                                 LocationHints hints) {
  LocationResolution resolution;
  if (names.empty()) return resolution;
  if (names.size() == 1) {
    resolution.verdict = Resolution::Verdict::kResolved;
    resolution.candidates = {{0, 1.0}};
    resolution.confidence = 1.0;
    resolution.any_location = IsAnyLocation(said);
    return resolution;
  }
  const std::shared_ptr<const Locations> locations = LocationsOf(names);
  const auto match = [&] { return Match(said, names, *locations, hints); };
  const auto listed =
      std::ranges::find_if(names, [&](const LocationName& name) { return name.name == said; });
  if (listed == names.end() || hints.preferred.has_value()) return match();
  return locations->as_listed().Get(static_cast<std::size_t>(listed - names.begin()), match);
}

}  // namespace frontdesk
