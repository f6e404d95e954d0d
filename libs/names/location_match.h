#ifndef FRONTDESK_LIBS_NAMES_LOCATION_MATCH_H_
#define FRONTDESK_LIBS_NAMES_LOCATION_MATCH_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/names/resolution.h"

namespace frontdesk {

struct LocationName {
  std::string name;
  std::vector<std::string> aliases = {};
  bool primary = false;
};

struct LocationHints {
  // Where this caller last confirmed or booked, as an index into the names.
  std::optional<std::size_t> preferred = std::nullopt;
};

struct LocationResolution : Resolution {
  bool any_location = false;  // "either one", "wherever": search everywhere, or list
  // "The usual one", or words so vague that LocationHints::preferred may decide. Where this is
  // false the hint changes nothing, so nobody need look it up.
  bool asks_history = false;
};

// Which location was meant by `said`: name, alias, a word that only one of them has ("the city
// one"), "main", "usual" (the caller's own history first, the primary location second), "location
// two". The only location of a clinic is always resolved. Unknown, as for an empty text, comes with
// all locations, primary first, then by name, each with score 0. Source: contract/webhooks.md, 4.5.
LocationResolution MatchLocation(absl::string_view said, absl::Span<const LocationName> names,
                                 LocationHints hints = {});

// True when the caller leaves the choice of the location to us: "either one", "it doesn't matter
// where". Not for "anywhere but City Rooms". Source: contract/webhooks.md, 4.5.
bool IsAnyLocation(absl::string_view said);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_LOCATION_MATCH_H_
