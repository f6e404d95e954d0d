#ifndef FRONTDESK_GATEWAY_WEBHOOKS_LATE_OUTCOMES_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_LATE_OUTCOMES_H_

#include "absl/time/time.h"
#include "gateway/clients/booking_client.h"
#include "gateway/webhooks/open_calls.h"
#include "gateway/webhooks/webhook.h"
#include "libs/civil/clock.h"

namespace frontdesk::gateway {

// Another webhook whose answers begin with what became of a booking, move or cancellation that was
// still being confirmed when this caller was last answered. The booking service is asked while the
// other one works, so that nobody waits longer, and not for long: what it does not tell in time it
// tells the next time. It is not asked for a call that is known to be owed nothing.
class LateOutcomes : public Webhook {
 public:
  // The arguments must outlive the object.
  LateOutcomes(Webhook& webhook, BookingClient& booking, OpenCalls& open, const Clock& clock)
      : webhook_(webhook), booking_(booking), open_(open), clock_(clock) {}

  bool Changes(const WebhookRequest& request) const override { return webhook_.Changes(request); }
  AnswerFamily family() const override { return webhook_.family(); }
  void CompleteFailure(Json& body) const override { webhook_.CompleteFailure(body); }
  WebhookAnswer Handle(const WebhookRequest& request, const Clinic& clinic,
                       const CallContext& call) override;

 private:
  Webhook& webhook_;
  BookingClient& booking_;
  OpenCalls& open_;
  const Clock& clock_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_LATE_OUTCOMES_H_
