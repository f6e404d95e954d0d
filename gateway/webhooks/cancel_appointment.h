#ifndef FRONTDESK_GATEWAY_WEBHOOKS_CANCEL_APPOINTMENT_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_CANCEL_APPOINTMENT_H_

#include "absl/status/statusor.h"
#include "gateway/clients/booking_client.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "gateway/webhooks/webhook.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

// POST /cancel-appointment, and the action "cancel" of /appointment-handler.
// Source: contract/webhooks.md, section 2.8.
class CancelAppointment : public Webhook {
 public:
  // `booking` must outlive the object. `family` is how the route that is answered tells a question.
  CancelAppointment(BookingClient& booking, AnswerFamily family)
      : booking_(booking), family_(family) {}

  bool Changes(const WebhookRequest& /*request*/) const override { return true; }
  void CompleteFailure(Json& body) const override;
  WebhookAnswer Handle(const WebhookRequest& request, const Clinic& clinic,
                       const CallContext& call) override;

 private:
  absl::StatusOr<CancelResult> Cancel(const WebhookRequest& request, const Clinic& clinic,
                                      const CallContext& call);

  BookingClient& booking_;
  const AnswerFamily family_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_CANCEL_APPOINTMENT_H_
