#ifndef FRONTDESK_GATEWAY_WEBHOOKS_GET_AVAILABLE_PRACTITIONERS_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_GET_AVAILABLE_PRACTITIONERS_H_

#include "gateway/clients/availability_client.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "gateway/webhooks/variant.h"
#include "gateway/webhooks/webhook.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

// POST /get-available-practitioners and its variants: who has a free time at a place on a day.
// Source: contract/webhooks.md, sections 2.5 and 2.11.
class GetAvailablePractitioners : public Webhook {
 public:
  // The references must outlive the object.
  GetAvailablePractitioners(AvailabilityClient& availability, const Clock& clock,
                            RouteVariant variant)
      : availability_(availability), clock_(clock), variant_(variant) {}

  bool Changes(const WebhookRequest& /*request*/) const override { return false; }
  AnswerFamily family() const override { return AnswerFamily::kAvailability; }
  void CompleteFailure(Json& body) const override;
  WebhookAnswer Handle(const WebhookRequest& request, const Clinic& clinic,
                       const CallContext& call) override;

 private:
  AvailabilityClient& availability_;
  const Clock& clock_;
  const RouteVariant variant_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_GET_AVAILABLE_PRACTITIONERS_H_
