#ifndef FRONTDESK_LIBS_NAMES_ANYONE_H_
#define FRONTDESK_LIBS_NAMES_ANYONE_H_

#include "absl/strings/string_view.h"

namespace frontdesk {

// True when the caller leaves the choice of the practitioner to us: "anyone", "no preference",
// "first available". Not for "anyone but Cameron". Source: contract/webhooks.md, 2.6.
bool IsAnyone(absl::string_view said);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_ANYONE_H_
