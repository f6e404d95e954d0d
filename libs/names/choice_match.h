#ifndef FRONTDESK_LIBS_NAMES_CHOICE_MATCH_H_
#define FRONTDESK_LIBS_NAMES_CHOICE_MATCH_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace frontdesk {

// One of the things we offered, in the order in which it was read out.
struct ChoiceOption {
  std::string name;
  std::string id = {};  // may be empty
};

// What the caller made of our offer.
struct ChoiceMade {
  enum class Kind {
    kChosen,      // options[index]
    kNo,          // none of them: "no" to a single option
    kUnclear,     // ask again
    kOutOfRange,  // "the fifth one" of three: ask again
  };

  Kind kind = Kind::kUnclear;
  std::size_t index = 0;  // only for kChosen

  friend bool operator==(const ChoiceMade&, const ChoiceMade&) = default;
};

// Reads the answer to "A, B or C?": a name or part of one, an id, "the second one", "number two",
// "the other one" (of two), "yes" (of one). A word that belongs to no option makes it unclear.
// Source: contract/webhooks.md, 4.6.
ChoiceMade MatchChoice(absl::string_view said, absl::Span<const ChoiceOption> options);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_CHOICE_MATCH_H_
