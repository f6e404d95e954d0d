#ifndef FRONTDESK_LIBS_NAMES_PLAIN_WORDS_H_
#define FRONTDESK_LIBS_NAMES_PLAIN_WORDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontdesk {

// The words of a name or of what somebody said: lower case, without accents, other scripts written
// in Latin letters. Apostrophes vanish ("O'Brien" is "obrien"), all other signs separate.
std::vector<std::string> PlainWords(absl::string_view text);

// `word` without the s of a possessive that lost its apostrophe ("camerons"); the same if there is
// none.
absl::string_view WithoutPossessive(absl::string_view word);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_PLAIN_WORDS_H_
