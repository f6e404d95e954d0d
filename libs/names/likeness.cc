#include "libs/names/likeness.h"

#include <algorithm>
#include <cstddef>
#include <string>
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
constexpr Likeness kSwallowedVowel = {Fit::kSlip, 0.93};
constexpr Likeness kSlip = {Fit::kSlip, 0.9};
constexpr Likeness kNear = {Fit::kNear, 0.7};

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

bool HasDigit(absl::string_view word) {
  return word.find_first_of("0123456789") != absl::string_view::npos;
}

bool IsVowel(char c) { return absl::StrContains("aeiouy", absl::string_view(&c, 1)); }

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
bool IsSlip(absl::string_view said, absl::string_view name) {
  const std::size_t shorter = std::min(said.size(), name.size());
  if (shorter < 5 || said[0] != name[0] || FirstVowel(said) != FirstVowel(name)) return false;
  if (EditDistance(said, name) > (shorter >= 8 ? 2u : 1u)) return false;
  return Consonants(said) == Consonants(name) && SoundKey(said).back() == SoundKey(name).back();
}

bool IsNear(absl::string_view said, absl::string_view name) {
  if (std::min(said.size(), name.size()) < 3) return false;
  if (LooseSoundKey(said) == LooseSoundKey(name)) return true;
  return Ratio(said, name) >= 0.75;
}

}  // namespace

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

Likeness LikenessOfNames(absl::string_view said, absl::string_view name) {
  if (said == name) return kIdentical;
  // One letter is an initial at best, and numbers are never nearly right.
  if (said.size() < 2 || name.size() < 2 || HasDigit(said) || HasDigit(name)) return kNothing;
  if (AreSpellingsOfOneName(said, name)) return kOneName;
  const bool is_said_known = IsKnownName(said);
  const bool is_name_known = IsKnownName(name);
  if (is_said_known && is_name_known) return IsNear(said, name) ? kNear : kNothing;
  const std::string said_key = SoundKey(said);
  const std::string name_key = SoundKey(name);
  if (said_key == name_key) return kSoundsAlike;
  const bool is_long = std::min(said.size(), name.size()) >= 5;
  if (is_long && LooseSoundKey(said) == LooseSoundKey(name)) return kSwallowedVowel;
  // A name that was recognised whole is what was said.
  if (!is_said_known && IsSlip(said, name)) return kSlip;
  return IsNear(said, name) ? kNear : kNothing;
}

Likeness LikenessOfGivenNames(absl::string_view said, absl::string_view name) {
  const Likeness likeness = LikenessOfNames(said, name);
  if (likeness.fit >= Fit::kSound) return likeness;
  if (AreShortAndFull(said, name)) return kShortForm;
  const bool begins = said.size() >= 3 && name.size() >= said.size() + 2 &&
                      absl::StartsWith(name, said) && !IsKnownName(said);
  return begins ? std::max(likeness, kFirstLetters) : likeness;
}

Likeness LikenessOfWords(absl::string_view said, absl::string_view word) {
  if (said == word) return kIdentical;
  if (said.size() < 3 || word.size() < 3 || HasDigit(said) || HasDigit(word)) return kNothing;
  if (SoundKey(said) == SoundKey(word)) return kSoundsAlike;
  const bool is_long = std::min(said.size(), word.size()) >= 5;
  if (is_long && LooseSoundKey(said) == LooseSoundKey(word)) return kSwallowedVowel;
  if (IsSlip(said, word)) return kSlip;
  return std::min(said.size(), word.size()) >= 5 && Ratio(said, word) >= 0.75 ? kNear : kNothing;
}

}  // namespace frontdesk
