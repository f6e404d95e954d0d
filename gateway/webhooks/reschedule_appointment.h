#ifndef FRONTDESK_GATEWAY_WEBHOOKS_RESCHEDULE_APPOINTMENT_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_RESCHEDULE_APPOINTMENT_H_

#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/webhook.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

// POST /reschedule-appointment: /appointment-handler with the action "reschedule", for clients that
// know no actions. Source: contract/webhooks.md, section 1.1.
class RescheduleAppointment : public Webhook {
 public:
  // `handler` answers /appointment-handler and must outlive the object.
  explicit RescheduleAppointment(Webhook& handler) : handler_(handler) {}

  bool Changes(const WebhookRequest& /*request*/) const override { return true; }
  WebhookAnswer Handle(const WebhookRequest& request, const Clinic& clinic,
                       const CallContext& call) override {
    WebhookRequest move = request;
    move.action = Action::kReschedule;
    return handler_.Handle(move, clinic, call);
  }

 private:
  Webhook& handler_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_RESCHEDULE_APPOINTMENT_H_
