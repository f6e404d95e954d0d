#ifndef FRONTDESK_LIBS_NAMES_KNOWN_NAMES_H_
#define FRONTDESK_LIBS_NAMES_KNOWN_NAMES_H_

#include <vector>

#include "absl/strings/string_view.h"

namespace frontdesk {

// What everybody knows about one given or family name in English-speaking countries.
struct KnownName {
  int id = 0;                   // the same for spellings of one name
  std::vector<int> spellings;   // the groups of spellings that it belongs to
  std::vector<int> full_forms;  // ids of the names that it is a short form of
};

// The common name `word` (plain, see PlainWords), or null. It lives for ever.
// Two different known names are two people, however alike they are spelt: "brendan" is no slip for
// "brandon".
const KnownName* FindKnownName(absl::string_view word);

// True for two spellings of one name ("graeme", "graham"; "smith", "smyth").
bool AreSpellingsOfOneName(const KnownName& a, const KnownName& b);

// True if one is a short form of the other ("cam", "cameron"); never for two short forms of one
// name.
bool AreShortAndFull(const KnownName& a, const KnownName& b);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_KNOWN_NAMES_H_
