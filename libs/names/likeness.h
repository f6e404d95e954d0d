#ifndef FRONTDESK_LIBS_NAMES_LIKENESS_H_
#define FRONTDESK_LIBS_NAMES_LIKENESS_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "libs/names/known_names.h"

namespace frontdesk {

// A plain word (see PlainWords) with everything that comparing it needs, worked out once.
struct SpeltWord {
  explicit SpeltWord(std::string word);

  std::string text;
  std::string sound;          // see SoundKey
  std::string loose_sound;    // see LooseSoundKey
  const KnownName* known;     // null for a word that is no common name
  std::uint32_t letters = 0;  // one bit for each letter that occurs
  bool has_digit = false;
};

// How well a word that was heard fits a word of a name.
enum class Fit {
  kNone,
  kNear,   // good enough to ask about, never to choose
  kSlip,   // what a slip of the ear or the pen makes of it: "camron", "okafar"
  kShort,  // a short form that everybody knows: "cam"
  kSound,  // spelt otherwise, sounds the same: "graeme"
  kExact,
};

struct Likeness {
  Fit fit = Fit::kNone;
  double quality = 0;  // 0..1

  friend auto operator<=>(const Likeness& a, const Likeness& b) { return a.quality <=> b.quality; }
  friend bool operator==(const Likeness&, const Likeness&) = default;
};

// Compares a word that was said with a word of a name. Two names that everybody knows are never a
// slip of each other. Containment of one in the other is no evidence.
Likeness LikenessOfNames(const SpeltWord& said, const SpeltWord& name);

// The same for a given name, where short forms and first letters ("pri" for Priyanka, a kSlip)
// count.
Likeness LikenessOfGivenNames(const SpeltWord& said, const SpeltWord& name);

// The same for ordinary words, of services and places.
Likeness LikenessOfWords(const SpeltWord& said, const SpeltWord& word);

// 2*M/T, M being the letters in the longest common block and, recursively, on both sides of it.
// Source: contract/webhooks.md, 4.4: "camron"/"cameron" 0.92, "jordon"/"jordan" 0.83, "jane"/"john"
// 0.5.
double Ratio(absl::string_view a, absl::string_view b);

// How many letters have to be added, left out, changed or swapped with a neighbour.
std::size_t EditDistance(absl::string_view a, absl::string_view b);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_LIKENESS_H_
