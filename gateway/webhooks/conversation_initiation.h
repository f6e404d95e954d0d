#ifndef FRONTDESK_GATEWAY_WEBHOOKS_CONVERSATION_INITIATION_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_CONVERSATION_INITIATION_H_

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "gateway/auth/authenticator.h"
#include "gateway/clients/call_client.h"
#include "gateway/endpoint.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/server/http_message.h"
#include "gateway/webhook_call.h"
#include "libs/civil/clock.h"

namespace frontdesk::gateway {

// POST /conversation-initiation: what the agent knows before its first word: the clinic, today's
// date and the time there, its locations and services, and whether the caller is known. Anybody can
// show any number, so nothing else is told of the caller: no name, no place, no appointment.
//
// The call does not begin before this answers, and dies if a variable is missing. So it answers
// within 250 ms of the request's arrival and with all variables, always 200: what is not known in time, or cannot be, is
// empty or false. Only a wrong key is 401. Source: contract/elevenlabs.md, section 4.
class ConversationInitiation : public Endpoint {
 public:
  // The references must outlive the object. Keys come in `key_header` too.
  ConversationInitiation(Authenticator& authenticator, CallClient& calls, const Clock& clock,
                         std::string key_header)
      : authenticator_(authenticator),
        calls_(calls),
        clock_(clock),
        key_header_(std::move(key_header)) {}

  Lane lane() const override { return Lane::kBrief; }
  WebhookOutcome Answer(const HttpRequest& request, const CallContext& named) override;

 private:
  Authenticator& authenticator_;
  CallClient& calls_;
  const Clock& clock_;
  const std::string key_header_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_CONVERSATION_INITIATION_H_
