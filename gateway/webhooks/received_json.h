#ifndef FRONTDESK_GATEWAY_WEBHOOKS_RECEIVED_JSON_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_RECEIVED_JSON_H_

#include "gateway/json/value.h"
#include "gateway/webhooks/shapes.h"

namespace frontdesk::gateway {

// What was received, to be sent back as it came. A number that would lose digits becomes its text.
Json ReceivedJson(const JsonValue& value);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_RECEIVED_JSON_H_
