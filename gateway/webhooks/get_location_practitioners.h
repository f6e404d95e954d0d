#ifndef FRONTDESK_GATEWAY_WEBHOOKS_GET_LOCATION_PRACTITIONERS_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_GET_LOCATION_PRACTITIONERS_H_

#include "gateway/clients/availability_client.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "gateway/webhooks/webhook.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

// POST /get-location-practitioners: who works at a place or, asked with a date, who is free there.
// Source: contract/webhooks.md, sections 0.1 (D12) and 2.3.
class GetLocationPractitioners : public Webhook {
 public:
  // Both must outlive the object; `available` answers for a date.
  GetLocationPractitioners(AvailabilityClient& availability, Webhook& available)
      : availability_(availability), available_(available) {}

  bool Changes(const WebhookRequest& /*request*/) const override { return false; }
  // With a date it is a search; that one may begin at once too.
  bool IsBrief() const override { return true; }
  void CompleteFailure(Json& body) const override;
  WebhookAnswer Handle(const WebhookRequest& request, const Clinic& clinic,
                       const CallContext& call) override;

 private:
  AvailabilityClient& availability_;
  Webhook& available_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_GET_LOCATION_PRACTITIONERS_H_
