#ifndef FRONTDESK_GATEWAY_WEBHOOKS_LATE_OUTCOMES_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_LATE_OUTCOMES_H_

#include "gateway/clients/booking_client.h"
#include "gateway/webhooks/open_calls.h"
#include "gateway/webhooks/webhook.h"
#include "libs/civil/clock.h"

namespace frontdesk::gateway {

// Begins the answer of whatever a caller asks next with what became of a booking, move or
// cancellation that was still being confirmed when they were last answered. The booking service is
// asked while the webhook works, so that nobody waits longer, and not for long: what it does not
// tell in time it tells the next time. It is not asked for a call that is known to be owed nothing.
// Thread-safe.
class LateOutcomes {
 public:
  // The arguments must outlive the object.
  LateOutcomes(BookingClient& booking, const Clock& clock)
      : booking_(booking), clock_(clock), open_(clock) {}

  // What `webhook` answers, with what is still to be told before it.
  WebhookAnswer Ask(Webhook& webhook, const WebhookRequest& request, const Clinic& clinic,
                    const CallContext& call);

 private:
  BookingClient& booking_;
  const Clock& clock_;
  OpenCalls open_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_LATE_OUTCOMES_H_
