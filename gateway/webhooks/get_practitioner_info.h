#ifndef FRONTDESK_GATEWAY_WEBHOOKS_GET_PRACTITIONER_INFO_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_GET_PRACTITIONER_INFO_H_

#include "gateway/clients/availability_client.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/webhook.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

// POST /get-practitioner-info: what somebody offers, and where they work.
// Source: contract/webhooks.md, section 2.10.
class GetPractitionerInfo : public Webhook {
 public:
  // `availability` must outlive the object.
  explicit GetPractitionerInfo(AvailabilityClient& availability) : availability_(availability) {}

  bool Changes(const WebhookRequest& /*request*/) const override { return false; }
  bool IsBrief() const override { return true; }
  WebhookAnswer Handle(const WebhookRequest& request, const Clinic& clinic,
                       const CallContext& call) override;

 private:
  AvailabilityClient& availability_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_GET_PRACTITIONER_INFO_H_
