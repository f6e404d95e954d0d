#include "libs/names/choice_match.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/names/filler.h"
#include "libs/names/likeness.h"
#include "libs/names/place_words.h"
#include "libs/names/plain_words.h"

namespace frontdesk {
namespace {

using Kind = ChoiceMade::Kind;

constexpr double kFuzzyRatio = 0.75;

template <std::size_t N>
bool Among(absl::string_view word, const absl::string_view (&words)[N]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

constexpr absl::string_view kYesWords[] = {
    "yes",     "yeah",   "yep",     "yup",   "ya",          "yea",        "sure",    "correct",
    "right",   "thats",  "that",    "ok",    "okay",        "fine",       "perfect", "great",
    "good",    "sounds", "exactly", "works", "absolutely",  "definitely", "course",  "of",
    "please",  "it",     "is",      "one",   "lovely",      "cool",       "aye",     "indeed",
    "alright", "uh",     "huh",     "mhm",   "do",          "lets",       "go",      "with",
    "the",     "a",      "i",       "would", "like",        "that",       "be",      "ill",
    "take",    "thatll", "it",      "ideal", "affirmative",
};
constexpr absl::string_view kYesCores[] = {
    "yes",     "yeah",       "yep",        "yup",    "yea",    "sure",        "correct", "right",
    "that",    "thats",      "ok",         "okay",   "fine",   "perfect",     "great",   "good",
    "exactly", "absolutely", "definitely", "course", "lovely", "cool",        "aye",     "indeed",
    "alright", "huh",        "mhm",        "works",  "ideal",  "affirmative",
};
constexpr absl::string_view kNoWords[] = {"no",   "nope", "nah",   "not",   "neither", "none",
                                          "dont", "isnt", "wrong", "never", "nor"};
constexpr absl::string_view kNoneWords[] = {"neither", "none"};
// Only around an ordinal or a number.
constexpr absl::string_view kCounters[] = {"number", "option", "choice", "no"};

// "No worries" agrees: it is heard as "okay".
std::vector<std::string> Hear(absl::string_view said) {
  constexpr absl::string_view kNoWhat[] = {"worries", "worry", "problem", "problems", "drama",
                                           "dramas",  "probs", "prob",    "trouble",  "bother"};
  std::vector<std::string> heard;
  for (std::string& word : PlainWords(said)) {
    const bool agrees = !heard.empty() && heard.back() == "no" && Among(word, kNoWhat);
    if (agrees) {
      heard.back() = "okay";
    } else {
      heard.push_back(std::move(word));
    }
  }
  return heard;
}

// "No one" is nobody, and "no 1" may be how that was written down.
bool IsNoOne(const std::vector<std::string>& words, std::size_t i) {
  return i > 0 && words[i - 1] == "no" && (words[i] == "one" || words[i] == "1");
}

// The options that a position names; an index past the last one stays as it is.
struct Positions {
  std::set<std::size_t> indexes;
  bool is_ordinal = false;      // "second", "last": cannot be part of a name's number
  std::set<std::size_t> taken;  // which words said so
};

Positions ReadPositions(const std::vector<std::string>& words, std::size_t count) {
  Positions found;
  const auto take = [&](std::size_t word, std::size_t index) {
    found.indexes.insert(index);
    found.taken.insert(word);
  };
  bool has_other_words = false;
  for (const std::string& word : words) {
    has_other_words = has_other_words || (!IsFiller(word) && word != "one");
  }
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (IsNoOne(words, i)) continue;
    const bool is_counted = i > 0 && Among(words[i - 1], kCounters);
    if (const std::optional<int> ordinal = OrdinalOf(words[i])) {
      take(i, static_cast<std::size_t>(*ordinal) - 1);
      found.is_ordinal = true;
    } else if (const std::optional<int> number = SmallNumberOf(words[i])) {
      // In "the city one" and "that one" it counts nothing.
      if (words[i] == "one" && !is_counted && (has_other_words || words.size() > 1)) continue;
      take(i, static_cast<std::size_t>(*number) - 1);
      found.is_ordinal = found.is_ordinal || is_counted;
      if (is_counted) found.taken.insert(i - 1);
    } else if (words[i] == "last" && count >= 2) {
      take(i, count - 1);
      found.is_ordinal = true;
    } else if (words[i] == "former" && count == 2) {
      take(i, 0);
      found.is_ordinal = true;
    } else if ((words[i] == "latter" || words[i] == "other") && count == 2) {
      take(i, 1);
      found.is_ordinal = true;
    }
  }
  return found;
}

class Chooser {
 public:
  Chooser(absl::string_view said, absl::Span<const ChoiceOption> options)
      : said_(said), options_(options), words_(Hear(said)) {
    for (const ChoiceOption& option : options) forms_.emplace_back(PlaceWords(option.name));
  }

  ChoiceMade Choose() const {
    if (options_.empty() || words_.empty()) return {};
    if (const std::optional<std::size_t> exact = ByWholeName()) return Chosen(*exact);

    const bool has_no = std::any_of(words_.begin(), words_.end(),
                                    [](const std::string& word) { return Among(word, kNoWords); });
    const Positions positions = ReadPositions(words_, options_.size());
    const bool counts_no = words_.size() > 1 && !positions.taken.empty() && IsCountedNo(positions);
    if (has_no && !counts_no) return Refused(positions);

    const std::optional<std::size_t> named = ByWords(positions);
    if (named.has_value()) {
      const bool agrees =
          positions.indexes.empty() || positions.indexes == std::set<std::size_t>{*named};
      return agrees ? Chosen(*named) : ChoiceMade{};
    }
    if (has_conflict_) return {};
    if (!positions.indexes.empty()) return ByPosition(positions);
    if (IsYes()) return options_.size() == 1 ? Chosen(0) : ChoiceMade{};
    return ByRatio();
  }

 private:
  static ChoiceMade Chosen(std::size_t index) { return {.kind = Kind::kChosen, .index = index}; }

  // "no 2" counts, "no, the second" refuses.
  bool IsCountedNo(const Positions& positions) const {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (Among(words_[i], kNoWords) && !positions.taken.contains(i)) return false;
    }
    return true;
  }

  std::optional<std::size_t> ByWholeName() const {
    const absl::string_view trimmed = absl::StripAsciiWhitespace(said_);
    const std::vector<std::string> said = PlaceWords(said_);
    // A bare "two" may count the options instead of being the number of "Location 2".
    const bool is_bare_number = words_.size() == 1 && SmallNumberOf(words_[0]).has_value();
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < options_.size(); ++i) {
      const bool is_it = (!options_[i].id.empty() && options_[i].id == trimmed) ||
                         PlainWords(options_[i].name) == words_ ||
                         (Texts(forms_[i]) == said && !is_bare_number);
      if (!is_it) continue;
      if (found.has_value()) return std::nullopt;
      found = i;
    }
    return found;
  }

  // "no": none of them. "no, the harbour one" takes some listening, so it is asked again, except
  // where one option is refused and nothing else is said.
  ChoiceMade Refused(const Positions& positions) const {
    const bool is_none = std::any_of(words_.begin(), words_.end(), [](const std::string& word) {
      return Among(word, kNoneWords);
    });
    if (is_none) return {.kind = Kind::kNo};
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (IsNoOne(words_, i))
        return options_.size() == 1 ? ChoiceMade{.kind = Kind::kNo} : ChoiceMade{};
    }
    if (options_.size() == 1) return {.kind = Kind::kNo};
    // "no, harbour": the refusal stands before the choice and belongs to what was said before.
    const bool starts_with_no =
        Among(words_.front(), kNoWords) && words_.front() != "not" && words_.front() != "dont";
    const std::size_t refusals = static_cast<std::size_t>(std::count_if(
        words_.begin(), words_.end(), [](const auto& word) { return Among(word, kNoWords); }));
    if (!starts_with_no || refusals != 1 || words_.size() == 1 || !positions.indexes.empty())
      return {};
    const std::string rest = absl::StrJoin(words_.begin() + 1, words_.end(), " ");
    const ChoiceMade choice = Chooser(rest, options_).Choose();
    return choice.kind == Kind::kChosen ? choice : ChoiceMade{};
  }

  // The one option that has words of its own among those that were said.
  std::optional<std::size_t> ByWords(const Positions& positions) const {
    std::vector<std::string> said;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const bool is_position =
          positions.taken.contains(i) && (positions.is_ordinal || !IsInSomeForm(words_[i]));
      if (!is_position && !IsPolite(words_[i])) said.push_back(words_[i]);
    }
    const Place place(PlaceWords(absl::StrJoin(said, " ")));
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < options_.size(); ++i) {
      const PlaceFit fit = FitPlace(place, forms_[i]);
      bool has_own = false;
      for (std::size_t at = 0; at < fit.used.size(); ++at) {
        has_own = has_own || (fit.used[at] && !IsShared(i, forms_[i].words[at]));
      }
      if (!has_own || !fit.has_any) continue;
      if (fit.unaccounted > 0 || found.has_value()) {
        has_conflict_ = true;
        return std::nullopt;
      }
      if (fit.has_near) continue;
      found = i;
    }
    if (!found.has_value() && !place.words.empty() && positions.indexes.empty())
      return std::nullopt;
    return found;
  }

  bool IsInSomeForm(const std::string& word) const {
    const std::vector<std::string> spelt = PlaceWords(word);
    return std::any_of(forms_.begin(), forms_.end(), [&](const Place& form) {
      return std::any_of(form.words.begin(), form.words.end(),
                         [&](const SpeltWord& one) { return one.text == spelt.front(); });
    });
  }

  bool IsShared(std::size_t option, const SpeltWord& word) const {
    for (std::size_t other = 0; other < forms_.size(); ++other) {
      if (other == option) continue;
      for (const SpeltWord& one : forms_[other].words) {
        if (AreAlike(word, one)) return true;
      }
    }
    return false;
  }

  static std::vector<std::string> Texts(const Place& place) {
    std::vector<std::string> texts;
    for (const SpeltWord& word : place.words) texts.push_back(word.text);
    return texts;
  }

  // Agreement around a choice: "yes, the harbour one".
  bool IsPolite(const std::string& word) const {
    return (Among(word, kYesWords) || IsFiller(word)) && !IsInSomeForm(word);
  }

  ChoiceMade ByPosition(const Positions& positions) const {
    // "the second and the third", "the second hospital".
    if (positions.indexes.size() > 1) return {};
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const bool is_known = positions.taken.contains(i) || IsPolite(words_[i]) ||
                            IsPlaceFiller(words_[i]) || Among(words_[i], kCounters);
      if (!is_known) return {};
    }
    const std::size_t index = *positions.indexes.begin();
    if (index >= options_.size()) return {.kind = Kind::kOutOfRange};
    return Chosen(index);
  }

  static bool IsPlaceFiller(absl::string_view word) {
    constexpr absl::string_view kWords[] = {"location", "clinic", "place", "branch",    "office",
                                            "time",     "slot",   "on",    "mentioned", "listed"};
    return Among(word, kWords);
  }

  bool IsYes() const {
    bool has_core = false;
    for (const std::string& word : words_) {
      if (!Among(word, kYesWords) && !IsFiller(word)) return false;
      has_core = has_core || Among(word, kYesCores);
    }
    return has_core;
  }

  ChoiceMade ByRatio() const {
    std::vector<std::string> said;
    for (const std::string& word : PlaceWords(said_)) {
      if (!IsPolite(word)) said.push_back(word);
    }
    std::optional<std::size_t> found;
    for (std::size_t i = 0; i < options_.size(); ++i) {
      if (Ratio(absl::StrJoin(said, ""), absl::StrJoin(Texts(forms_[i]), "")) < kFuzzyRatio)
        continue;
      const PlaceFit fit = FitPlace(Place(said), forms_[i]);
      if (fit.unaccounted > 0) continue;
      if (found.has_value()) return {};
      found = i;
    }
    return found.has_value() ? Chosen(*found) : ChoiceMade{};
  }

  absl::string_view said_;
  absl::Span<const ChoiceOption> options_;
  std::vector<std::string> words_;
  std::vector<Place> forms_;
  mutable bool has_conflict_ = false;  // words pointed at two options, or past the only one
};

}  // namespace

ChoiceMade MatchChoice(absl::string_view said, absl::Span<const ChoiceOption> options) {
  return Chooser(said, options).Choose();
}

}  // namespace frontdesk
