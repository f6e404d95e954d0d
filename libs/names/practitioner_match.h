#ifndef FRONTDESK_LIBS_NAMES_PRACTITIONER_MATCH_H_
#define FRONTDESK_LIBS_NAMES_PRACTITIONER_MATCH_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/names/resolution.h"

namespace frontdesk {

struct PractitionerName {
  std::string title;  // "Dr"; may be empty
  std::string first;
  std::string last;
  std::string display_name = {};          // where it differs from title, first and last
  std::vector<std::string> aliases = {};  // other names people use for them
};

// Which practitioner was meant by `said`: by first name, last name, both, title and last name,
// short form ("Cam"), by sound ("Kameron Lockie") or with a small slip ("camron"). Pass only those
// who can be meant (the clinic's active ones; those of the location or service when it is known).
// Unknown comes with no candidates. Source: contract/webhooks.md, 4.4.
Resolution MatchPractitioner(absl::string_view said, absl::Span<const PractitionerName> names);

// Whose first or last name occurs, exactly or by sound, in a longer text ("my massage tomorrow with
// Cameron"), in the order of `names`. For narrowing a list down, not for choosing.
std::vector<std::size_t> PractitionersMentioned(absl::string_view text,
                                                absl::Span<const PractitionerName> names);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_PRACTITIONER_MATCH_H_
