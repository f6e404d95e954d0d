#ifndef FRONTDESK_GATEWAY_WEBHOOKS_AVAILABILITY_CHECKER_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_AVAILABILITY_CHECKER_H_

#include "gateway/clients/availability_client.h"
#include "gateway/webhooks/webhook.h"

namespace frontdesk::gateway {

// POST /availability-checker: the free times of one practitioner and service on one day.
// Source: contract/webhooks.md, section 2.4.
class AvailabilityChecker : public Webhook {
 public:
  // `availability` must outlive the object.
  explicit AvailabilityChecker(AvailabilityClient& availability) : availability_(availability) {}

  bool Changes(const WebhookRequest& /*request*/) const override { return false; }
  AnswerFamily family() const override { return AnswerFamily::kAvailability; }
  WebhookAnswer Handle(const WebhookRequest& request, const Clinic& clinic,
                       const CallContext& call) override;

 private:
  AvailabilityClient& availability_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_AVAILABILITY_CHECKER_H_
