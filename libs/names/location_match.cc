#include "libs/names/location_match.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/names/filler.h"
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
constexpr double kSharedWordScore = 0.7;  // a word that others have as well
constexpr double kContradictedScore = 0.6;
constexpr double kResolves = 0.8;
constexpr double kAsks = 0.6;
constexpr double kAskMargin = 0.1;
constexpr double kSecondBest = 0.8;  // of the best
constexpr double kHistoryBoost = 0.3;
constexpr double kBoostedAtMost = 0.9;

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
constexpr absl::string_view kAnyPhrases[] = {
    "any",
    "all",
    "either",
    "both",
    "wherever",
    "anywhere",
    "whichever",
    "any them",
    "either them",
    "either fine",
    "any fine",
    "anywhere fine",
    "any works",
    "either works",
    "doesnt matter",
    "doesnt matter which",
    "doesnt matter where",
    "dont mind",
    "dont mind which",
    "dont mind where",
    "dont care",
    "dont care which",
    "no preference",
    "not fussed",
    "all them",
    "both fine",
    "both them",
    "wherever soonest",
    "whichever soonest",
    "wherever earliest",
    "whichever earliest",
    "any all",
    "wherever first",
    "whichever first",
    "either way",
    "whatever",
    "anywhere works",
    "both work",
};

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
  explicit Locations(absl::Span<const LocationName> names) {
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
    for (std::size_t i = 0; i < fit.used.size(); ++i) {
      has_own = has_own || (fit.used[i] && !form.shared[i]);
    }
    if (fit.unaccounted > 0 || fit.has_near) {
      // Worth a question only if the word is this location's own or its whole name was said.
      const bool is_worth_asking = has_own || (fit.has_all() && fit.used.size() > 1);
      return {is_worth_asking ? kContradictedScore : 0, false};
    }
    if (fit.has_all()) return {(form.is_alias ? kAliasScore : kNameScore) * fit.quality, true};
    if (!has_own) return {kSharedWordScore * fit.quality, true};
    return {(form.is_alias ? kPartOfAliasScore : kOwnWordScore) * fit.quality, true};
  }

  std::vector<Form> forms_;
};

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

bool IsUsual(const Query& query, absl::string_view said) {
  bool has_core = false;
  for (const std::string& word : PlainWords(said)) has_core = has_core || Among(word, kUsualCores);
  return has_core && std::all_of(query.content.begin(), query.content.end(),
                                 [](const std::string& word) { return Among(word, kUsualWords); });
}

bool IsPrimary(const Query& query) {
  return std::all_of(query.content.begin(), query.content.end(),
                     [](const std::string& word) { return Among(word, kPrimaryWords); });
}

}  // namespace

LocationResolution MatchLocation(absl::string_view said, absl::Span<const LocationName> names,
                                 LocationHints hints) {
  LocationResolution resolution;
  if (names.empty()) return resolution;
  const Query query = Read(said);
  const std::string rest = absl::StrJoin(query.content, " ");
  resolution.any_location = Among(rest, kAnyPhrases);
  if (names.size() == 1) {
    resolution.verdict = Resolution::Verdict::kResolved;
    resolution.candidates = {{0, 1.0}};
    resolution.confidence = 1.0;
    return resolution;
  }
  std::vector<Scored> scored = All(names);
  if (resolution.any_location) {
    resolution.verdict = Resolution::Verdict::kAmbiguous;
    resolution.candidates = std::move(scored);
    return resolution;
  }
  const std::vector<Locations::Judged> judged =
      Locations(names).Judge(Place(query.words), names.size());
  std::vector<bool> is_accounted(names.size(), false);
  const bool is_usual = IsUsual(query, said);
  for (Scored& one : scored) {
    one.score = judged[one.index].score;
    is_accounted[one.index] = judged[one.index].is_accounted;
  }
  if (IsEmpty(query)) {
    // A location may be called "The Clinic"; short of that, nothing was said.
    const bool is_name = std::any_of(scored.begin(), scored.end(), [&](const Scored& one) {
      return is_accounted[one.index] && one.score >= kNameScore;
    });
    if (!is_name) {
      resolution.candidates = All(names);
      return resolution;
    }
  }
  const auto claim = [&](std::size_t index, double score) {
    for (Scored& one : scored) {
      if (one.index != index) continue;
      one.score = std::max(is_accounted[index] ? one.score : 0, score);
      is_accounted[index] = true;
    }
  };
  const bool has_content = !query.content.empty();
  if (has_content && is_usual && hints.preferred.has_value() && *hints.preferred < names.size()) {
    claim(*hints.preferred, kUsualScore);
  } else if (has_content && (is_usual || IsPrimary(query))) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i].primary) claim(i, kPrimaryScore);
    }
  }
  // "the second one", where a name says which is second.
  const bool has_name_word =
      std::any_of(scored.begin(), scored.end(), [](const Scored& one) { return one.score > 0; });
  if (!has_name_word && query.content.size() == 1) {
    if (const std::optional<int> ordinal = OrdinalOf(query.content[0])) {
      for (std::size_t i = 0; i < names.size(); ++i) {
        const std::vector<std::string> words = PlaceWords(names[i].name);
        if (std::find(words.begin(), words.end(), std::to_string(*ordinal)) != words.end()) {
          claim(i, kOrdinalScore);
        }
      }
    }
  }
  const auto sort = [&] {
    std::stable_sort(scored.begin(), scored.end(), [&](const Scored& a, const Scored& b) {
      if (is_accounted[a.index] != is_accounted[b.index]) return bool{is_accounted[a.index]};
      return a.score > b.score;
    });
  };
  sort();
  // History helps what was said vaguely, never what was said about some other place.
  if (scored.front().score < kSharedWordScore && hints.preferred.has_value()) {
    for (Scored& one : scored) {
      if (one.index == *hints.preferred && is_accounted[one.index] && one.score > 0) {
        one.score = std::min(one.score + kHistoryBoost, kBoostedAtMost);
      }
    }
    sort();
  }
  const Scored best = scored.front();
  if (best.score < kAsks) {
    resolution.candidates = All(names);
    return resolution;
  }
  resolution.confidence = best.score;
  resolution.candidates = {best};
  const bool resolves = best.score >= kResolves && is_accounted[best.index];
  for (std::size_t i = 1; i < scored.size(); ++i) {
    const bool is_rival =
        resolves ? is_accounted[scored[i].index] && scored[i].score >= best.score - kAskMargin
                 : scored[i].score >= kSecondBest * best.score;
    if (is_rival && scored[i].score > 0) resolution.candidates.push_back(scored[i]);
  }
  resolution.verdict = resolves && resolution.candidates.size() == 1
                           ? Resolution::Verdict::kResolved
                           : Resolution::Verdict::kAmbiguous;
  return resolution;
}

}  // namespace frontdesk
