#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DEFAULT_ALIASES_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DEFAULT_ALIASES_H_

#include <compare>
#include <string>
#include <vector>

#include "libs/domain/directory.h"
#include "libs/domain/ids.h"

namespace frontdesk {

struct DefaultAlias {
  BusinessId business;
  std::string alias;  // normalised: libs/clinics/location_alias.h

  friend auto operator<=>(const DefaultAlias&, const DefaultAlias&) = default;
};

// What callers call the locations of a clinic, without anybody telling us: every one by its name,
// with and without "clinic" or "branch" at its end; the primary as the main one; one with a number
// in its name by that number. What could mean two of them is nobody's, since a wrong place is worse
// than a question. Sorted. Source: contract/webhooks.md, section 5, location_aliases.
std::vector<DefaultAlias> DefaultAliases(const std::vector<Business>& businesses);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DEFAULT_ALIASES_H_
