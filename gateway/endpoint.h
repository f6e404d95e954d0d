#ifndef FRONTDESK_GATEWAY_ENDPOINT_H_
#define FRONTDESK_GATEWAY_ENDPOINT_H_

#include <string>

#include "absl/strings/string_view.h"
#include "gateway/server/http_message.h"
#include "gateway/webhook_call.h"

namespace frontdesk::gateway {

// What is not one of the agent's tools, and so has its own rules for keys, bodies and refusals.
// Implementations are thread-safe.
class Endpoint {
 public:
  virtual ~Endpoint() = default;

  virtual absl::string_view method() const { return "POST"; }

  // Answers a request with that method. `request_id` joins the log lines of this call.
  virtual WebhookOutcome Answer(const HttpRequest& request, const std::string& request_id) = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_ENDPOINT_H_
