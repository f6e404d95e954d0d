#ifndef FRONTDESK_GATEWAY_WEBHOOKS_CONFIRM_LOCATION_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_CONFIRM_LOCATION_H_

#include "absl/status/statusor.h"
#include "gateway/clients/availability_client.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "gateway/webhooks/webhook.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

// POST /confirm-location: which of the locations that were offered the caller's answer means.
// Source: contract/webhooks.md, section 2.2.
class ConfirmLocation : public Webhook {
 public:
  // `availability` must outlive the object.
  explicit ConfirmLocation(AvailabilityClient& availability) : availability_(availability) {}
  bool Changes(const WebhookRequest& /*request*/) const override { return false; }
  bool IsBrief() const override { return true; }
  void CompleteFailure(Json& body) const override;
  WebhookAnswer Handle(const WebhookRequest& request, const Clinic& clinic,
                       const CallContext& call) override;

 private:
  absl::StatusOr<Business> Confirm(const WebhookRequest& request, const Clinic& clinic,
                                   const CallContext& call);

  AvailabilityClient& availability_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_CONFIRM_LOCATION_H_
