#ifndef FRONTDESK_GATEWAY_WEBHOOK_CALL_H_
#define FRONTDESK_GATEWAY_WEBHOOK_CALL_H_

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "gateway/auth/authenticator.h"
#include "gateway/server/http_message.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/late_outcomes.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/webhook.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/slot_ids/slot_ids.h"

namespace frontdesk::gateway {

// How long a webhook may take from the moment its request was read. Source:
// contract/webhooks.md, 1.7.
struct Deadlines {
  // Of a read, where older data or a part of the answer is known.
  absl::Duration patience = absl::Milliseconds(450);
  // Of a read about which nothing is known yet.
  absl::Duration read = absl::Milliseconds(1500);
  absl::Duration write = absl::Seconds(8);
};

// What a webhook call came to; none of it is personal.
struct WebhookOutcome {
  int status = 200;
  std::string body;
  std::string error_code;
  std::string session_id;
  ClinicId clinic;
};

// Takes a webhook's HTTP request from the key to the answer: whose key, which body, which clinic,
// how long. Thread-safe.
class WebhookCaller {
 public:
  // The references must outlive the object. Keys come in `key_header` too.
  WebhookCaller(Authenticator& authenticator, const SlotIds& slot_ids, LateOutcomes& late_outcomes,
                const Clock& clock, Deadlines deadlines, std::string key_header)
      : authenticator_(authenticator),
        slot_ids_(slot_ids),
        late_outcomes_(late_outcomes),
        clock_(clock),
        deadlines_(deadlines),
        key_header_(std::move(key_header)) {}

  // `named` is the call's request id and trace. Never throws.
  WebhookOutcome Call(Webhook& webhook, const HttpRequest& request, const CallContext& named);

 private:
  void CallKnown(Webhook& webhook, const HttpRequest& request, CallContext call,
                 WebhookOutcome& outcome);

  Authenticator& authenticator_;
  const SlotIds& slot_ids_;
  LateOutcomes& late_outcomes_;
  const Clock& clock_;
  const Deadlines deadlines_;
  const std::string key_header_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOK_CALL_H_
