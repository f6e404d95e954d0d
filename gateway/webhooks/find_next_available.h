#ifndef FRONTDESK_GATEWAY_WEBHOOKS_FIND_NEXT_AVAILABLE_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_FIND_NEXT_AVAILABLE_H_

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

// POST /find-next-available and its variants: the earliest free times over several days, without
// what was turned down in this call. Source: contract/webhooks.md, sections 2.6 and 2.11.
class FindNextAvailable : public Webhook {
 public:
  // The references must outlive the object.
  FindNextAvailable(AvailabilityClient& availability, const Clock& clock, RouteVariant variant)
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

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_FIND_NEXT_AVAILABLE_H_
