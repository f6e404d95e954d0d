#ifndef FRONTDESK_LIBS_NAMES_PLACE_WORDS_H_
#define FRONTDESK_LIBS_NAMES_PLACE_WORDS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/names/likeness.h"

namespace frontdesk {

// The words of a place: plain, "St" spelt out as saint or street, number words as digits, and
// without those that every place has ("the", "clinic", "branch"). All of them stay when no other is
// left. Source: contract/webhooks.md, 4.5.
std::vector<std::string> PlaceWords(absl::string_view text);

// The position that an ordinal names: "second" and "2nd" are 2, up to ten. Empty for other words.
std::optional<int> OrdinalOf(absl::string_view word);

// The number behind a word: "two" and "2" are 2, up to ten. Empty for other words.
std::optional<int> SmallNumberOf(absl::string_view word);

// True for a word that many a place has in its name ("centre", "medical", "level"): even where one
// alone has it here, it is no name.
bool IsCommonPlaceWord(absl::string_view word);

// What somebody said about a place, or the name of one, ready to be compared.
struct Place {
  Place() = default;
  explicit Place(std::vector<std::string> place_words);  // as PlaceWords returns them

  // The word without what may make it a possessive, which is the word itself for most.
  const SpeltWord& StemOf(std::size_t word) const {
    return stems[word].has_value() ? *stems[word] : words[word];
  }

  std::vector<SpeltWord> words;
  std::vector<std::optional<SpeltWord>> stems;  // of each word that has another
  std::vector<SpeltWord> pairs;                 // each word joined with the next one
};

// How the words that were said lie on the words of a place.
struct PlaceFit {
  std::vector<bool> used;       // which words of the place were said
  std::size_t unaccounted = 0;  // content words that the place does not have
  double quality = 1.0;         // of the worst word that fits
  bool has_near = false;        // one of them fits only nearly
  bool has_any = false;         // at least one fits

  bool has_all() const;  // every word of the place was said
};

PlaceFit FitPlace(const Place& said, const Place& place);

// True when a word of one place could be heard as a word of another.
bool AreAlike(const SpeltWord& a, const SpeltWord& b);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_PLACE_WORDS_H_
