#ifndef FRONTDESK_GATEWAY_WEBHOOKS_OPTIONS_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_OPTIONS_H_

#include <vector>

#include "gateway/json/value.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway {

// The choices that a client says the caller was given, in that order: names, objects or both; a
// list, a single one, a list encoded as JSON text, or names separated by commas. Objects may lack
// an id or a name, names always lack the id; what says nothing is left out. At most fifty.
// Source: contract/webhooks.md, sections 1.5 and 2.2.
std::vector<Choice> ReadOptions(const JsonValue& received);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_OPTIONS_H_
