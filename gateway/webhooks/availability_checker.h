#ifndef FRONTDESK_GATEWAY_WEBHOOKS_AVAILABILITY_CHECKER_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_AVAILABILITY_CHECKER_H_

#include "gateway/clients/availability_client.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/webhook.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

// POST /availability-checker: the free times of one practitioner and service on one day. Asked for
// the "next available" one it is /find-next-available. Source: contract/webhooks.md, section 2.4.
class AvailabilityChecker : public Webhook {
 public:
  // All must outlive the object; `next` answers /find-next-available.
  AvailabilityChecker(AvailabilityClient& availability, const Clock& clock, Webhook& next)
      : availability_(availability), clock_(clock), next_(next) {}

  bool Changes(const WebhookRequest& /*request*/) const override { return false; }
  AnswerFamily family() const override { return AnswerFamily::kAvailability; }
  WebhookAnswer Handle(const WebhookRequest& request, const Clinic& clinic,
                       const CallContext& call) override;

 private:
  AvailabilityClient& availability_;
  const Clock& clock_;
  Webhook& next_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_AVAILABILITY_CHECKER_H_
