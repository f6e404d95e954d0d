#ifndef FRONTDESK_GATEWAY_WEBHOOKS_FORM_BODY_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_FORM_BODY_H_

#include "absl/strings/string_view.h"
#include "gateway/json/value.h"

namespace frontdesk::gateway {

// The fields of "caller_id=%2B61400000001&agent_id=agent_0000" as an object of texts; the last of
// two equal names wins. At most 32 fields; what is no pair is passed over, so anything can be read.
JsonValue ParseForm(absl::string_view body);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_FORM_BODY_H_
