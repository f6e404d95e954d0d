#ifndef FRONTDESK_GATEWAY_ENDPOINT_H_
#define FRONTDESK_GATEWAY_ENDPOINT_H_

#include <string>

#include "gateway/server/http_message.h"
#include "gateway/webhook_call.h"

namespace frontdesk::gateway {

// What the voice platform itself calls, and so has its own rules for keys, bodies and refusals.
// Implementations are thread-safe.
class Endpoint {
 public:
  virtual ~Endpoint() = default;

  // Answers a POST. `request_id` joins the log lines of this call.
  virtual WebhookOutcome Answer(const HttpRequest& request, const std::string& request_id) = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_ENDPOINT_H_
