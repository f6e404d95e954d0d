#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_PERSON_NAME_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_PERSON_NAME_H_

#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace frontdesk::booking {

// First and last name: split at the first space, white space collapsed. Cliniko wants a last name, so a
// caller who gave only one gets "Patient". Source: contract/webhooks.md, section 2.7.
std::pair<std::string, std::string> SplitName(absl::string_view full_name);

// The name for comparing: lower case, letters and digits only, words separated by one space.
std::string NameKey(absl::string_view name);

// Whether two names are likely the same person's, as speech recognition writes them: equal, or alike
// in at least 0.85 of their letters. Source: contract/webhooks.md, section 4.9.
bool SamePerson(absl::string_view a, absl::string_view b);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_PERSON_NAME_H_
