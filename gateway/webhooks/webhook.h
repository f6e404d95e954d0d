#ifndef FRONTDESK_GATEWAY_WEBHOOKS_WEBHOOK_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_WEBHOOK_H_

#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

// One webhook: read the request, call a service, write the answer. Implementations are thread-safe.
class Webhook {
 public:
  virtual ~Webhook() = default;

  // Whether the answer to `request` may change something; such calls get more time.
  virtual bool Changes(const WebhookRequest& request) const = 0;

  // Whether it is answered from the directory and the session (a few milliseconds), so that it need
  // not wait behind searches.
  virtual bool IsBrief() const { return false; }

  // Which fields its failures carry, also those that happen before it is reached.
  virtual AnswerFamily family() const { return AnswerFamily::kDirectory; }

  // Sets what this webhook's failures carry besides the envelope, in those that happen before it is
  // reached.
  virtual void CompleteFailure(Json& /*body*/) const {}

  // `request` came with a key of `clinic` and was dialled to one of its numbers.
  virtual WebhookAnswer Handle(const WebhookRequest& request, const Clinic& clinic,
                               const CallContext& call) = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_WEBHOOK_H_
