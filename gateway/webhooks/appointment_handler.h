#ifndef FRONTDESK_GATEWAY_WEBHOOKS_APPOINTMENT_HANDLER_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_APPOINTMENT_HANDLER_H_

#include "absl/status/statusor.h"
#include "gateway/clients/availability_client.h"
#include "gateway/clients/booking_client.h"
#include "gateway/webhooks/webhook.h"

namespace frontdesk::gateway {

// POST /appointment-handler: books, and with `action` moves, cancels or checks. What is to be
// booked or moved to is said in words, or by the slotId of an earlier answer. Source:
// contract/webhooks.md, section 2.7.
class AppointmentHandler : public Webhook {
 public:
  // All must outlive the object; `availability` tells what is free in place of a slotId that is no
  // good, `checker` answers the action "check", `canceller` "cancel".
  AppointmentHandler(BookingClient& booking, AvailabilityClient& availability, Webhook& checker,
                     Webhook& canceller)
      : booking_(booking), availability_(availability), checker_(checker), canceller_(canceller) {}

  bool Changes(const WebhookRequest& request) const override {
    return request.action != Action::kCheck;
  }
  WebhookAnswer Handle(const WebhookRequest& request, const Clinic& clinic,
                       const CallContext& call) override;

 private:
  absl::StatusOr<Json> BookOrMove(const WebhookRequest& request, const Clinic& clinic,
                                  const CallContext& call);
  absl::StatusOr<Json> Book(const WebhookRequest& request, const Clinic& clinic,
                            const CallContext& call);
  absl::StatusOr<Json> Reschedule(const WebhookRequest& request, const Clinic& clinic,
                                  const CallContext& call);

  BookingClient& booking_;
  AvailabilityClient& availability_;
  Webhook& checker_;
  Webhook& canceller_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_APPOINTMENT_HANDLER_H_
