#ifndef FRONTDESK_LIBS_NAMES_SOUND_H_
#define FRONTDESK_LIBS_NAMES_SOUND_H_

#include <string>

#include "absl/strings/string_view.h"

namespace frontdesk {

// How a plain word (see PlainWords) sounds in English, in the spirit of Soundex and Metaphone:
// equal keys sound alike. Unlike those it keeps the vowels that are heard clearly, the first and
// the last, so that "jane" and "john" differ; all others become '@'.
std::string SoundKey(absl::string_view word);

// The same without '@': also equal where an unstressed vowel is swallowed ("camron", "cameron").
std::string LooseSoundKey(absl::string_view word);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_SOUND_H_
