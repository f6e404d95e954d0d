#include "libs/names/likeness.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "libs/names/known_names.h"
#include "libs/names/sound.h"

namespace frontdesk {
namespace {

constexpr Likeness kNothing = {Fit::kNone, 0};
constexpr Likeness kIdentical = {Fit::kExact, 1.0};
constexpr Likeness kOneName = {Fit::kSound, 0.97};
constexpr Likeness kSoundsAlike = {Fit::kSound, 0.96};
constexpr Likeness kShortForm = {Fit::kShort, 0.95};
constexpr Likeness kFirstLetters = {Fit::kSlip, 0.92};
// "steph" is Stephanie, and some call a Stephen so.
constexpr Likeness kFirstLettersOfAnother = {Fit::kNear, 0.95};
constexpr Likeness kSwallowedVowel = {Fit::kSlip, 0.93};
constexpr Likeness kSlip = {Fit::kSlip, 0.9};
constexpr Likeness kNear = {Fit::kNear, 0.7};
constexpr double kNearRatio = 0.75;

std::size_t MatchingLetters(absl::string_view a, absl::string_view b) {
  std::size_t best = 0;
  std::size_t best_a = 0;
  std::size_t best_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    for (std::size_t j = 0; j < b.size(); ++j) {
      std::size_t length = 0;
      while (i + length < a.size() && j + length < b.size() && a[i + length] == b[j + length]) {
        ++length;
      }
      if (length > best) {
        best = length;
        best_a = i;
        best_b = j;
      }
    }
  }
  if (best == 0) return 0;
  return best + MatchingLetters(a.substr(0, best_a), b.substr(0, best_b)) +
         MatchingLetters(a.substr(best_a + best), b.substr(best_b + best));
}

bool IsVowel(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

std::string Consonants(absl::string_view word) {
  std::string kept;
  for (const char c : word) {
    if (!IsVowel(c) && (kept.empty() || kept.back() != c)) kept.push_back(c);
  }
  return kept;
}

// The first clearly heard vowel tells many short names apart: "allen", "ellen".
char FirstVowel(absl::string_view word) {
  const std::size_t at = word.find_first_of("aeiouy");
  return at == absl::string_view::npos ? '\0' : word[at];
}

// One slip in a word of five letters, two in one of eight, and only in the vowels inside: a
// different consonant, beginning or ending mostly is another name ("parker" and "barker", "hornsby"
// and "hornsey", "carina" and "carine", "richards" and "richardson").
bool IsSlip(const SpeltWord& said, const SpeltWord& name) {
  const std::size_t shorter = std::min(said.text.size(), name.text.size());
  const std::size_t longer = std::max(said.text.size(), name.text.size());
  const std::size_t slips = shorter >= 8 ? 2 : 1;
  if (shorter < 5 || longer - shorter > slips || said.text[0] != name.text[0]) return false;
  return FirstVowel(said.text) == FirstVowel(name.text) && said.sound.back() == name.sound.back() &&
         Consonants(said.text) == Consonants(name.text) &&
         EditDistance(said.text, name.text) <= slips;
}

// Ratio(a, b) >= least, without counting where the letters alone rule it out.
bool HasRatio(const SpeltWord& a, const SpeltWord& b, double least) {
  const auto missing_in = [](const SpeltWord& from, const SpeltWord& other) {
    return static_cast<std::size_t>(std::popcount(from.letters & ~other.letters));
  };
  const std::size_t possible = std::min(a.text.size() - std::min(a.text.size(), missing_in(a, b)),
                                        b.text.size() - std::min(b.text.size(), missing_in(b, a)));
  const double total = static_cast<double>(a.text.size() + b.text.size());
  return 2.0 * static_cast<double>(possible) >= least * total && Ratio(a.text, b.text) >= least;
}

bool IsNear(const SpeltWord& said, const SpeltWord& name) {
  if (std::min(said.text.size(), name.text.size()) < 3) return false;
  return said.loose_sound == name.loose_sound || HasRatio(said, name, kNearRatio);
}

}  // namespace

SpeltWord::SpeltWord(std::string word)
    : text(std::move(word)), sound(SoundKey(text)), loose_sound(sound), known(FindKnownName(text)) {
  loose_sound.erase(std::remove(loose_sound.begin(), loose_sound.end(), '@'), loose_sound.end());
  for (const char c : text) {
    if (c >= 'a' && c <= 'z') letters |= std::uint32_t{1} << (c - 'a');
    has_digit = has_digit || (c >= '0' && c <= '9');
  }
}

std::size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before = above;
    above = row;
  }
  return above[b.size()];
}

double Ratio(absl::string_view a, absl::string_view b) {
  if (a.empty() && b.empty()) return 1.0;
  return 2.0 * static_cast<double>(MatchingLetters(a, b)) /
         static_cast<double>(a.size() + b.size());
}

Likeness LikenessOfNames(const SpeltWord& said, const SpeltWord& name) {
  if (said.text == name.text) return kIdentical;
  // One letter is an initial at best, and numbers are never nearly right.
  const std::size_t shorter = std::min(said.text.size(), name.text.size());
  if (shorter < 2 || said.has_digit || name.has_digit) return kNothing;
  if (said.known != nullptr && name.known != nullptr) {
    if (AreSpellingsOfOneName(*said.known, *name.known)) return kOneName;
    return IsNear(said, name) ? kNear : kNothing;
  }
  if (said.sound == name.sound) return kSoundsAlike;
  if (shorter >= 5 && said.loose_sound == name.loose_sound) return kSwallowedVowel;
  // A name that was recognised whole is what was said.
  if (said.known == nullptr && IsSlip(said, name)) return kSlip;
  return IsNear(said, name) ? kNear : kNothing;
}

Likeness LikenessOfGivenNames(const SpeltWord& said, const SpeltWord& name) {
  const Likeness likeness = LikenessOfNames(said, name);
  if (likeness.fit >= Fit::kSound) return likeness;
  if (said.known != nullptr && name.known != nullptr && AreShortAndFull(*said.known, *name.known)) {
    return kShortForm;
  }
  const bool begins = said.text.size() >= 3 && name.text.size() >= said.text.size() + 2 &&
                      absl::StartsWith(name.text, said.text);
  if (!begins) return likeness;
  return std::max(likeness, said.known == nullptr ? kFirstLetters : kFirstLettersOfAnother);
}

Likeness LikenessOfWords(const SpeltWord& said, const SpeltWord& word) {
  if (said.text == word.text) return kIdentical;
  const std::size_t shorter = std::min(said.text.size(), word.text.size());
  if (shorter < 3 || said.has_digit || word.has_digit) return kNothing;
  if (said.sound == word.sound) return kSoundsAlike;
  if (shorter < 5) return kNothing;
  if (said.loose_sound == word.loose_sound) return kSwallowedVowel;
  if (IsSlip(said, word)) return kSlip;
  return HasRatio(said, word, kNearRatio) ? kNear : kNothing;
}

}  // namespace frontdesk
