#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_PERSON_NAME_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_PERSON_NAME_H_

#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace frontdesk::booking {

// The last name of somebody who told only one name.
inline constexpr char kNoLastName[] = "Patient";

// First and last name: split at the first space, white space collapsed. Cliniko wants a last name,
// so a caller who gave only one gets kNoLastName. Source: contract/webhooks.md, section 2.7.
std::pair<std::string, std::string> SplitName(absl::string_view full_name);

// The name for comparing: lower case, letters and digits only, words separated by one space.
std::string NameKey(absl::string_view name);

// Whether what was said names the person of that first and last name: the same words, or by sound
// or a small slip of speech recognition, as libs/names tells it. Tim is not Tom, whatever their
// last name. Where the said name has no last name (see SplitName), the first name decides.
bool SamePerson(absl::string_view first_name, absl::string_view last_name, absl::string_view said);

// Whether one of the two names is the other with more to it: with the last name where the other has
// none ("Casey" and "Casey Caller"), or with a middle name ("Casey Ann Caller"). Two different last
// names are two people.
bool IsSameWithMore(absl::string_view first_name, absl::string_view last_name,
                    absl::string_view said);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_PERSON_NAME_H_
