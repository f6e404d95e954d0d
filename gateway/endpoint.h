#ifndef FRONTDESK_GATEWAY_ENDPOINT_H_
#define FRONTDESK_GATEWAY_ENDPOINT_H_

#include "absl/strings/string_view.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/server/http_message.h"
#include "gateway/webhook_call.h"
#include "libs/domain/call_context.h"

namespace frontdesk::gateway {

// What is not one of the agent's tools, and so has its own rules for keys, bodies and refusals.
// Implementations are thread-safe.
class Endpoint {
 public:
  virtual ~Endpoint() = default;

  virtual absl::string_view method() const { return "POST"; }

  // Where its requests wait for their turn.
  virtual Lane lane() const { return Lane::kSearch; }

  // Answers a request with that method. `call` names it for the log lines of all hops; how long it may
  // take is the endpoint's to say.
  virtual WebhookOutcome Answer(const HttpRequest& request, const CallContext& call) = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_ENDPOINT_H_
