#include "libs/names/place_words.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/names/filler.h"
#include "libs/names/likeness.h"
#include "libs/names/plain_words.h"

namespace frontdesk {
namespace {

constexpr absl::string_view kGeneric[] = {
    "the",    "at",    "in",   "clinic", "clinics", "location", "locations", "branch",
    "office", "place", "your", "our",    "my",      "practice", "site",      "over",
};

constexpr absl::string_view kCommon[] = {
    "allied",   "arcade",    "avenue",        "building",   "care",         "center",   "centre",
    "clinical", "complex",   "consulting",    "corner",     "dental",       "family",   "floor",
    "gp",       "ground",    "group",         "health",     "healthcare",   "hospital", "house",
    "hub",      "lane",      "level",         "mall",       "medical",      "osteo",    "parade",
    "park",     "physio",    "physiotherapy", "plaza",      "professional", "road",     "room",
    "rooms",    "shop",      "shopping",      "specialist", "specialists",  "square",   "street",
    "studio",   "suite",     "suites",        "surgery",    "therapy",      "tower",    "unit",
    "village",  "wellbeing", "wellness",      "women",      "womens",
};

constexpr absl::string_view kOrdinals[] = {"first", "second",  "third",  "fourth", "fifth",
                                           "sixth", "seventh", "eighth", "ninth",  "tenth"};
constexpr absl::string_view kWrittenOrdinals[] = {"1st", "2nd", "3rd", "4th", "5th",
                                                  "6th", "7th", "8th", "9th", "10th"};
constexpr absl::string_view kNumbers[] = {"one", "two",   "three", "four", "five",
                                          "six", "seven", "eight", "nine", "ten"};
constexpr absl::string_view kDigits[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};

template <std::size_t N>
std::optional<int> PositionIn(const absl::string_view (&words)[N], absl::string_view word) {
  const auto* const at = std::find(std::begin(words), std::end(words), word);
  if (at == std::end(words)) return std::nullopt;
  return static_cast<int>(at - std::begin(words)) + 1;
}

bool IsGeneric(absl::string_view word) {
  return std::find(std::begin(kGeneric), std::end(kGeneric), word) != std::end(kGeneric);
}

std::string SpeltOut(absl::string_view word, bool is_first, bool is_last) {
  constexpr std::pair<absl::string_view, absl::string_view> kLong[] = {
      {"mt", "mount"},    {"rd", "road"},    {"ave", "avenue"},    {"av", "avenue"},
      {"hwy", "highway"}, {"ctr", "centre"}, {"center", "centre"}, {"nth", "north"},
      {"sth", "south"},   {"pde", "parade"}, {"sq", "square"},
  };
  // "St Peters" but "King St".
  if (word == "st") return !is_first && is_last ? "street" : "saint";
  for (const auto& [from, to] : kLong) {
    if (from == word) return std::string(to);
  }
  if (const std::optional<int> number = SmallNumberOf(word); number.has_value() && word != "one") {
    return std::string(kDigits[*number - 1]);
  }
  return std::string(word);
}

// A word with its stem, which may be the word itself.
struct Stemmed {
  const SpeltWord& word;
  const SpeltWord& stem;
};

Stemmed WordOf(const Place& place, std::size_t at) { return {place.words[at], place.StemOf(at)}; }

std::optional<SpeltWord> OtherStemOf(const SpeltWord& word) {
  const absl::string_view stem = WithoutPossessive(word.text);
  if (stem.size() == word.text.size()) return std::nullopt;
  return SpeltWord(std::string(stem));
}

// A filler is a word of a name only when it is spelt so. "Peters" and "Peter" are one place.
Likeness Compare(const Stemmed& said, const Stemmed& name, bool is_filler) {
  const Likeness likeness = LikenessOfWords(said.word, name.word);
  if (likeness.fit == Fit::kExact) return likeness;
  if (is_filler) return {};
  if (&said.stem == &said.word && &name.stem == &name.word) return likeness;
  if (said.stem.text == name.stem.text) return {Fit::kSound, 0.99};
  return std::max(likeness, LikenessOfWords(said.stem, name.stem));
}

}  // namespace

std::optional<int> OrdinalOf(absl::string_view word) {
  const std::optional<int> spoken = PositionIn(kOrdinals, word);
  return spoken.has_value() ? spoken : PositionIn(kWrittenOrdinals, word);
}

std::optional<int> SmallNumberOf(absl::string_view word) {
  const std::optional<int> spoken = PositionIn(kNumbers, word);
  return spoken.has_value() ? spoken : PositionIn(kDigits, word);
}

bool IsCommonPlaceWord(absl::string_view word) {
  return std::find(std::begin(kCommon), std::end(kCommon), word) != std::end(kCommon);
}

std::vector<std::string> PlaceWords(absl::string_view text) {
  const std::vector<std::string> plain = PlainWords(text);
  // The last word that belongs to the name decides whether "st" is a street.
  std::size_t end = plain.size();
  while (end > 0 && (IsGeneric(plain[end - 1]) || IsFiller(plain[end - 1]))) --end;
  std::vector<std::string> all;
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const bool is_counted = i > 0 && plain[i] == "one" && IsGeneric(plain[i - 1]) &&
                            plain[i - 1] != "the" && plain[i - 1] != "your" && plain[i - 1] != "my";
    const bool is_first = i == 0 || IsGeneric(plain[i - 1]) || IsFiller(plain[i - 1]);
    std::string word = is_counted ? "1" : SpeltOut(plain[i], is_first, i + 1 == end);
    all.push_back(word);
    if (!IsGeneric(word)) kept.push_back(std::move(word));
  }
  return kept.empty() ? all : kept;
}

Place::Place(std::vector<std::string> place_words) {
  words.reserve(place_words.size());
  stems.reserve(place_words.size());
  pairs.reserve(place_words.size());
  for (std::string& word : place_words) {
    words.emplace_back(std::move(word));
    stems.push_back(OtherStemOf(words.back()));
  }
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    pairs.emplace_back(words[i].text + words[i + 1].text);
  }
}

bool PlaceFit::has_all() const {
  return std::all_of(used.begin(), used.end(), [](bool one) { return one; });
}

PlaceFit FitPlace(const Place& said, const Place& place) {
  PlaceFit fit;
  fit.used.assign(place.words.size(), false);
  for (std::size_t i = 0; i < said.words.size(); ++i) {
    const bool is_filler = IsFiller(said.words[i].text);
    Likeness best;
    std::size_t best_at = 0;
    std::size_t said_words = 1;
    std::size_t place_words = 1;
    const auto consider = [&](const Likeness& likeness, std::size_t at, std::size_t of_said,
                              std::size_t of_place) {
      if (!(likeness > best)) return;
      best = likeness;
      best_at = at;
      said_words = of_said;
      place_words = of_place;
    };
    for (std::size_t at = 0; at < place.words.size(); ++at) {
      consider(Compare(WordOf(said, i), WordOf(place, at), is_filler), at, 1, 1);
      if (best.fit == Fit::kExact) continue;
      // "bal main" for Balmain, "boxhill" for Box Hill: only what fits well is joined.
      if (i < said.pairs.size() && !is_filler) {
        const Likeness joined = LikenessOfWords(said.pairs[i], place.words[at]);
        if (joined.fit >= Fit::kSound) consider(joined, at, 2, 1);
      }
      if (at < place.pairs.size()) {
        const Likeness joined = LikenessOfWords(said.words[i], place.pairs[at]);
        if (joined.fit >= Fit::kSound) consider(joined, at, 1, 2);
      }
    }
    if (best.fit == Fit::kNone) {
      if (!is_filler) ++fit.unaccounted;
      continue;
    }
    for (std::size_t k = 0; k < place_words; ++k) fit.used[best_at + k] = true;
    fit.has_any = fit.has_any || best.fit > Fit::kNear;
    fit.has_near = fit.has_near || best.fit == Fit::kNear;
    fit.quality = std::min(fit.quality, best.quality);
    i += said_words - 1;
  }
  return fit;
}

bool AreAlike(const SpeltWord& a, const SpeltWord& b) {
  const std::optional<SpeltWord> stem_of_a = OtherStemOf(a);
  const std::optional<SpeltWord> stem_of_b = OtherStemOf(b);
  return Compare({a, stem_of_a.has_value() ? *stem_of_a : a},
                 {b, stem_of_b.has_value() ? *stem_of_b : b}, /*is_filler=*/false)
             .fit > Fit::kNear;
}

}  // namespace frontdesk
