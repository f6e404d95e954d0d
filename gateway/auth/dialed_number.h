#ifndef FRONTDESK_GATEWAY_AUTH_DIALED_NUMBER_H_
#define FRONTDESK_GATEWAY_AUTH_DIALED_NUMBER_H_

#include "absl/strings/string_view.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

// Whether `dialed`, in whatever form ("0400 000 000", "+61400000000", "61400000000"), is a number
// of the clinic, read by the rules of the clinic's country. A key works for its own clinic's
// numbers alone. Source: contract/webhooks.md, sections 3 and 4.3.
bool Reaches(absl::string_view dialed, const Clinic& clinic);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_AUTH_DIALED_NUMBER_H_
