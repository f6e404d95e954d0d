#ifndef FRONTDESK_GATEWAY_WEBHOOKS_CHOSEN_SLOT_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_CHOSEN_SLOT_H_

#include <optional>

#include "absl/status/status.h"
#include "gateway/clients/availability_client.h"
#include "gateway/webhooks/request.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/slot_ids/slot_ids.h"

// A free time that was chosen by its slotId.
namespace frontdesk::gateway {

// `request` for that time, at that place, with that practitioner, for that service, whatever else
// it says of these: the id is what was offered, the rest is what a model made of it.
WebhookRequest ForSlot(WebhookRequest request, const OfferedSlot& slot);

// Why an id books nothing that is outdated or, if `opened` is empty, none of the clinic's:
// kTimeNotAvailable with what is free instead, as far as that is soon known. Near an outdated time,
// which may be among it; else of what `request` says in words or, if it says none, of what the id
// would have been if it were good; and where that is nothing here, of whoever is free today.
absl::Status RefuseSlot(const WebhookRequest& request, const std::optional<OpenedSlot>& opened,
                        const Clinic& clinic, AvailabilityClient& availability,
                        const CallContext& call);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_CHOSEN_SLOT_H_
