#ifndef FRONTDESK_LIBS_CIVIL_SPOKEN_WORDS_H_
#define FRONTDESK_LIBS_CIVIL_SPOKEN_WORDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontdesk {

// One word of a spoken day or time: letters, a number, or one of the signs : / - . + beside a
// digit.
struct SpokenWord {
  std::string text;  // lower case, without apostrophes; empty for a number
  int number = -1;   // written or spoken ("twenty first" is one number); -1 for letters and signs
  int digits = 0;    // how many digits were written; "oh nine" counts as two; 0: spoken
  bool ordinal = false;  // "3rd", "third"
  bool glued =
      false;  // nothing stands between it and the word before ("9am" is 9 and a glued "am")
  bool padded = false;     // "09", "oh nine": says that the clock has 24 hours
  bool after_the = false;  // "the" stood before it: "the one" is none of the hours

  bool Is(absl::string_view word) const { return number < 0 && word == text; }
  bool IsNumber() const { return number >= 0; }
};

// Splits what was said into words. "a.m." and "a m" are "am", "o'clock" is "oclock", spoken years
// ("twenty twenty six") are one number, articles and other words that change nothing are left out
// (the "of" of "ten of nine" stays).
std::vector<SpokenWord> SpokenWords(absl::string_view said);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_SPOKEN_WORDS_H_
