#ifndef FRONTDESK_LIBS_NAMES_KNOWN_NAMES_H_
#define FRONTDESK_LIBS_NAMES_KNOWN_NAMES_H_

#include "absl/strings/string_view.h"

namespace frontdesk {

// What everybody knows about names in English-speaking countries. All words are plain (see
// PlainWords).

// True for a common given or family name. Two different known names are two people, however alike
// they are spelt: "brendan" is no slip for "brandon".
bool IsKnownName(absl::string_view word);

// True for two spellings of one name ("graeme", "graham"; "smith", "smyth").
bool AreSpellingsOfOneName(absl::string_view a, absl::string_view b);

// True if one is a short form of the other ("cam", "cameron"); never for two short forms of one
// name.
bool AreShortAndFull(absl::string_view a, absl::string_view b);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_KNOWN_NAMES_H_
