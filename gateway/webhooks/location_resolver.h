#ifndef FRONTDESK_GATEWAY_WEBHOOKS_LOCATION_RESOLVER_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_LOCATION_RESOLVER_H_

#include "gateway/clients/availability_client.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "gateway/webhooks/webhook.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

// POST /location-resolver: what the caller said about a place becomes a location.
// Source: contract/webhooks.md, section 2.1.
class LocationResolver : public Webhook {
 public:
  // `availability` must outlive the object.
  explicit LocationResolver(AvailabilityClient& availability) : availability_(availability) {}
  bool Changes(const WebhookRequest& /*request*/) const override { return false; }
  bool IsBrief() const override { return true; }
  void CompleteFailure(Json& body) const override;
  WebhookAnswer Handle(const WebhookRequest& request, const Clinic& clinic,
                       const CallContext& call) override;

 private:
  AvailabilityClient& availability_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_LOCATION_RESOLVER_H_
