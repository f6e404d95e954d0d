#include "libs/names/practitioner_match.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/names/filler.h"
#include "libs/names/likeness.h"
#include "libs/names/memo.h"
#include "libs/names/once_per_name.h"
#include "libs/names/plain_words.h"
#include "libs/names/resolution.h"

namespace frontdesk {
namespace {

// Source: contract/webhooks.md, 4.4.
constexpr double kFullNameScore = 1.0;
constexpr double kFirstAndLastScore = 0.98;
constexpr double kFirstScore = 0.95;
constexpr double kTitleAndLastScore = 0.95;
constexpr double kLastScore = 0.9;
constexpr double kPartOfLastScore = 0.88;  // "Jones" of Smith-Jones
constexpr double kAskMargin = 0.1;
constexpr double kBeatsOthers = 0.9;
constexpr double kContradictedFactor = 0.6;
constexpr double kNearFactor = 0.9;

constexpr std::size_t kMostDirectories = 1024;  // whose names are kept ready

struct SaidWord {
  explicit SaidWord(std::string word) : spelt(std::move(word)), is_filler(IsFiller(spelt.text)) {}

  SpeltWord spelt;
  bool is_filler;
};

// "Cameron's" without what makes it a possessive. "Larkins" stays: it is a name of its own.
std::string WithoutPossessives(absl::string_view said) {
  std::string text = absl::StrReplaceAll(said, {{"\u2019", "'"}});
  for (std::size_t at = text.find('\''); at != std::string::npos; at = text.find('\'', at + 1)) {
    const bool has_s = at + 1 < text.size() && (text[at + 1] == 's' || text[at + 1] == 'S');
    const bool is_end = at + 2 >= text.size() || !absl::ascii_isalpha(text[at + 2]);
    if (has_s && is_end) text.replace(at, 2, " ");
  }
  return text;
}

// "St John" is said "Saint John".
std::string SpeltOut(std::string word) { return word == "st" ? "saint" : word; }

struct Said {
  std::vector<SaidWord> words;  // without titles
  std::vector<SaidWord> pairs;  // each word joined with the next one
  bool has_title = false;
};

Said Listen(absl::string_view said) {
  Said heard;
  std::vector<std::string> words = PlainWords(WithoutPossessives(said));
  heard.words.reserve(words.size());
  heard.pairs.reserve(words.size());
  for (std::string& word : words) {
    if (IsTitle(word)) {
      heard.has_title = true;
    } else {
      heard.words.emplace_back(SpeltOut(std::move(word)));
    }
  }
  for (std::size_t i = 0; i + 1 < heard.words.size(); ++i) {
    heard.pairs.emplace_back(heard.words[i].spelt.text + heard.words[i + 1].spelt.text);
  }
  return heard;
}

struct NameWords {
  std::vector<SpeltWord> words;  // the given names, then the family names
  std::vector<SpeltWord> pairs;  // each word joined with the next one
  std::size_t given = 0;         // how many of the words are given names
};

bool AreSame(const NameWords& a, const NameWords& b) {
  return a.given == b.given &&
         std::ranges::equal(a.words, b.words, {}, &SpeltWord::text, &SpeltWord::text);
}

NameWords WordsOf(absl::string_view given, absl::string_view family) {
  NameWords all;
  const auto add = [&](absl::string_view text) {
    for (std::string& word : PlainWords(text)) {
      if (!IsTitle(word)) all.words.emplace_back(SpeltOut(std::move(word)));
    }
  };
  add(given);
  all.given = all.words.size();
  add(family);
  for (std::size_t at = 0; at + 1 < all.words.size(); ++at) {
    all.pairs.emplace_back(all.words[at].text + all.words[at + 1].text);
  }
  return all;
}

// Of a name in one piece the last word is the family's.
NameWords WordsOf(absl::string_view whole) {
  NameWords all = WordsOf(whole, "");
  if (all.given > 1) --all.given;
  return all;
}

// How the words that were said lie on the words of one name.
class Alignment {
 public:
  Alignment(const Said& said, const NameWords& name)
      : said_(said), name_(name), used_(name.words.size(), false), fits_(said.words.size()) {
    FitJoined();
    CompareAll();
    FitWords();
    FitInitials();
    for (std::size_t i = 0; i < fits_.size(); ++i) {
      if (fits_[i].fit != Fit::kNone) {
        ++fitted_;
        worst_ = std::min(worst_, fits_[i]);
        if (fits_[i].fit >= Fit::kShort) has_strong_ = true;
      } else if (!said_.words[i].is_filler) {
        ++unaccounted_;
      }
    }
  }

  bool empty() const { return fitted_ == 0; }
  bool is_contradicted() const { return unaccounted_ > 0; }
  bool has_strong() const { return has_strong_; }
  Likeness worst() const { return worst_; }
  bool is_all_exact() const { return worst_.fit == Fit::kExact; }
  bool has_given() const { return AnyUsed(0, name_.given); }
  bool has_family() const { return AnyUsed(name_.given, name_.words.size()); }
  bool has_whole_family() const { return AllUsed(name_.given); }
  bool has_all() const { return AllUsed(0); }

 private:
  bool AnyUsed(std::size_t begin, std::size_t end) const {
    for (std::size_t i = begin; i < end; ++i) {
      if (used_[i]) return true;
    }
    return false;
  }
  bool AllUsed(std::size_t begin) const {
    for (std::size_t i = begin; i < used_.size(); ++i) {
      if (!used_[i]) return false;
    }
    return true;
  }

  Likeness Compare(const SaidWord& said, std::size_t at) const {
    const SpeltWord& name = name_.words[at];
    // "will" is Will only when spelt so.
    if (said.is_filler) {
      return said.spelt.text == name.text ? Likeness{Fit::kExact, 1.0} : Likeness{};
    }
    const auto compare = at < name_.given ? LikenessOfGivenNames : LikenessOfNames;
    return compare(said.spelt, name);
  }

  // "mac donald" for Macdonald, "maryanne" for Mary Anne. Only what fits well is joined.
  void FitJoined() {
    for (std::size_t i = 0; i < said_.pairs.size(); ++i) {
      // "Cameron S" is no possessive.
      if (said_.words[i + 1].spelt.text.size() < 2 || said_.pairs[i].spelt.text.size() < 5)
        continue;
      for (std::size_t at = 0; at < used_.size(); ++at) {
        const Likeness likeness = used_[at] ? Likeness{} : Compare(said_.pairs[i], at);
        if (likeness.fit < Fit::kSound) continue;
        fits_[i] = fits_[i + 1] = likeness;
        used_[at] = true;
        break;
      }
    }
    for (std::size_t at = 0; at + 1 < used_.size(); ++at) {
      const bool is_same_part = (at < name_.given) == (at + 1 < name_.given);
      if (!is_same_part || used_[at] || used_[at + 1]) continue;
      for (std::size_t i = 0; i < fits_.size(); ++i) {
        if (fits_[i].fit != Fit::kNone) continue;
        const Likeness likeness = LikenessOfNames(said_.words[i].spelt, name_.pairs[at]);
        if (likeness.fit < Fit::kSound) continue;
        fits_[i] = likeness;
        used_[at] = used_[at + 1] = true;
        break;
      }
    }
  }

  struct Pair {
    Likeness likeness;
    std::size_t said;
    std::size_t at;
  };

  void CompareAll() {
    for (std::size_t i = 0; i < fits_.size(); ++i) {
      if (fits_[i].fit != Fit::kNone) continue;
      for (std::size_t at = 0; at < used_.size(); ++at) {
        if (used_[at]) continue;
        const Likeness likeness = Compare(said_.words[i], at);
        if (likeness.fit != Fit::kNone) pairs_.push_back({likeness, i, at});
      }
    }
  }

  // The best pairs first.
  void FitWords() {
    const auto is_better = [](const Pair& a, const Pair& b) {
      return a.likeness.quality > b.likeness.quality;
    };
    // It takes memory even where there is nothing to sort.
    if (pairs_.size() > 1) std::stable_sort(pairs_.begin(), pairs_.end(), is_better);
    for (const Pair& pair : pairs_) {
      if (fits_[pair.said].fit != Fit::kNone || used_[pair.at]) continue;
      fits_[pair.said] = pair.likeness;
      used_[pair.at] = true;
    }
  }

  // "J Smith": an initial counts beside a name that fits.
  void FitInitials() {
    if (!AnyUsed(0, used_.size())) return;
    for (std::size_t i = 0; i < fits_.size(); ++i) {
      const SaidWord& said = said_.words[i];
      if (fits_[i].fit != Fit::kNone || said.spelt.text.size() != 1 || said.is_filler) continue;
      for (std::size_t at = 0; at < used_.size(); ++at) {
        if (used_[at] || name_.words[at].text[0] != said.spelt.text[0]) continue;
        fits_[i] = {Fit::kSlip, 0.9};
        used_[at] = true;
        break;
      }
    }
  }

  const Said& said_;
  const NameWords& name_;
  std::vector<bool> used_;
  std::vector<Likeness> fits_;
  std::vector<Pair> pairs_;
  std::size_t fitted_ = 0;
  std::size_t unaccounted_ = 0;
  bool has_strong_ = false;
  Likeness worst_ = {Fit::kExact, 1.0};
};

struct Judged {
  Scored scored;
  Fit fit = Fit::kNone;  // of the worst word
  bool may_resolve = false;
  bool is_near_only = false;  // may not resolve, though every word that was said is accounted for
};

double BaseScore(const Alignment& alignment, bool has_title) {
  if (alignment.has_all() && alignment.is_all_exact()) return kFullNameScore;
  if (alignment.has_given() && alignment.has_family()) return kFirstAndLastScore;
  if (alignment.has_given()) return kFirstScore;
  if (!alignment.has_whole_family()) return kPartOfLastScore;
  return has_title ? kTitleAndLastScore : kLastScore;
}

Judged Judge(const Said& said, const NameWords& name, std::size_t index) {
  const Alignment alignment(said, name);
  if (alignment.empty()) return {.scored = {index, 0}};
  const double score = BaseScore(alignment, said.has_title) * alignment.worst().quality;
  if (alignment.is_contradicted()) {
    // Worth asking about only when a word of the name was surely heard.
    return {.scored = {index, alignment.has_strong() ? score * kContradictedFactor : 0},
            .fit = Fit::kNear};
  }
  if (alignment.worst().fit == Fit::kNear) {
    return {.scored = {index, score * kNearFactor}, .fit = Fit::kNear, .is_near_only = true};
  }
  return {.scored = {index, score}, .fit = alignment.worst().fit, .may_resolve = true};
}

// Everything that one practitioner is called: by first and last name first.
using AllWords = std::vector<NameWords>;

AllWords WordsOf(const PractitionerName& name) {
  AllWords all = {WordsOf(name.first, name.last)};
  const auto add = [&](absl::string_view other) {
    NameWords words = WordsOf(other);
    const bool is_new = std::none_of(all.begin(), all.end(),
                                     [&](const NameWords& one) { return AreSame(one, words); });
    if (!words.words.empty() && is_new) all.push_back(std::move(words));
  };
  if (!name.display_name.empty()) add(name.display_name);
  for (const std::string& alias : name.aliases) add(alias);
  return all;
}

// The names of a directory.
struct Names {
  explicit Names(absl::Span<const PractitionerName> names) : as_listed(names.size()) {
    words.reserve(names.size());
    for (const PractitionerName& name : names) words.push_back(WordsOf(name));
  }

  std::vector<AllWords> words;
  // What each means when it is said word for word as it is listed.
  OncePerName<Resolution> as_listed;
};

std::shared_ptr<const Names> Read(absl::Span<const PractitionerName> names) {
  const auto make = [&] { return Names(names); };
  // One name alone may be a patient's, and those are not kept.
  if (names.size() == 1) return std::make_shared<const Names>(make());
  static auto* const memo = new Memo<Names>(kMostDirectories);
  std::string key;
  for (const PractitionerName& name : names) {
    absl::StrAppend(&key, name.first, "\t", name.last, "\t", name.display_name);
    for (const std::string& alias : name.aliases) absl::StrAppend(&key, "\t", alias);
    key.push_back('\n');
  }
  return memo->Get(key, make);
}

Judged JudgeBest(const Said& said, const AllWords& name, std::size_t index) {
  Judged best = Judge(said, name.front(), index);
  for (std::size_t i = 1; i < name.size(); ++i) {
    const Judged judged = Judge(said, name[i], index);
    const bool is_better = judged.may_resolve != best.may_resolve
                               ? judged.may_resolve
                               : judged.scored.score > best.scored.score;
    if (is_better) best = judged;
  }
  return best;
}

// True when `rival` could be meant as well as `best`.
bool IsRival(const Judged& rival, const Judged& best) {
  if (rival.scored.score < best.scored.score - kAskMargin) return false;
  // A short form may belong to somebody else whose name begins so.
  if (!rival.may_resolve) return best.fit == Fit::kShort && rival.is_near_only;
  const bool is_sure = best.fit >= Fit::kShort && best.scored.score >= kBeatsOthers;
  return !is_sure || rival.fit >= Fit::kShort;
}

Resolution Match(absl::string_view said, const std::vector<AllWords>& words) {
  const Said heard = Listen(said);
  std::vector<Judged> judged;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Judged one = JudgeBest(heard, words[i], i);
    if (one.scored.score > 0) judged.push_back(one);
  }
  if (judged.empty()) return {};
  std::stable_sort(judged.begin(), judged.end(), [](const Judged& a, const Judged& b) {
    if (a.may_resolve != b.may_resolve) return a.may_resolve;
    return a.scored.score > b.scored.score;
  });
  const Judged& best = judged.front();
  Resolution resolution{.verdict = Resolution::Verdict::kAmbiguous,
                        .candidates = {best.scored},
                        .confidence = best.scored.score};
  for (std::size_t i = 1; i < judged.size(); ++i) {
    const bool is_rival = best.may_resolve
                              ? IsRival(judged[i], best)
                              : judged[i].scored.score >= best.scored.score - kAskMargin;
    if (is_rival) resolution.candidates.push_back(judged[i].scored);
  }
  if (best.may_resolve && resolution.candidates.size() == 1) {
    resolution.verdict = Resolution::Verdict::kResolved;
  }
  return resolution;
}

}  // namespace

Resolution MatchPractitioner(absl::string_view said, absl::Span<const PractitionerName> names) {
  const std::shared_ptr<const Names> known = Read(names);
  const auto match = [&] { return Match(said, known->words); };
  const auto listed = std::ranges::find_if(
      names, [&](const PractitionerName& name) { return name.display_name == said; });
  if (listed == names.end()) return match();
  return known->as_listed.Get(static_cast<std::size_t>(listed - names.begin()), match);
}

std::vector<std::size_t> PractitionersMentioned(absl::string_view text,
                                                absl::Span<const PractitionerName> names) {
  const Said heard = Listen(text);
  const std::shared_ptr<const Names> known = Read(names);
  std::vector<std::size_t> mentioned;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Alignment alignment(heard, known->words[i].front());
    if (alignment.has_strong()) mentioned.push_back(i);
  }
  return mentioned;
}

}  // namespace frontdesk
