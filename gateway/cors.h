#ifndef FRONTDESK_GATEWAY_CORS_H_
#define FRONTDESK_GATEWAY_CORS_H_

#include <string>
#include <utility>
#include <vector>

#include "gateway/server/http_message.h"

namespace frontdesk::gateway {

// Which web pages may call the gateway. Source: contract/webhooks.md, section 1.4.
class Cors {
 public:
  // "*" among `origins` is every origin, then without credentials; else the origins named, with
  // them.
  explicit Cors(std::vector<std::string> origins) : origins_(std::move(origins)) {}

  // The answer to OPTIONS: 200, every method and header.
  HttpResponse Preflight(const HttpRequest& request) const;

  // Adds to any response whether the request's origin may read it.
  void AllowOrigin(const HttpRequest& request, HttpResponse& response) const;

 private:
  const std::vector<std::string> origins_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CORS_H_
