#ifndef FRONTDESK_GATEWAY_WEBHOOKS_MISTYPED_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_MISTYPED_H_

#include <initializer_list>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "gateway/webhooks/request.h"

namespace frontdesk::gateway {

// Fails with kInvalidRequest, naming the fields, if one of those that the webhook needs holds
// something that cannot be read. What a webhook does not use may hold anything.
absl::Status CheckTypes(const WebhookRequest& request,
                        std::initializer_list<absl::string_view> used);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_MISTYPED_H_
