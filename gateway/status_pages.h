#ifndef FRONTDESK_GATEWAY_STATUS_PAGES_H_
#define FRONTDESK_GATEWAY_STATUS_PAGES_H_

#include <string>
#include <utility>
#include <vector>

#include "gateway/clients/health_client.h"
#include "gateway/server/http_message.h"
#include "libs/civil/clock.h"

namespace frontdesk::gateway {

// What is not a webhook: whether the gateway lives and is ready, what it is, and what it does not
// have. Source: contract/webhooks.md, sections 1.3 and 1.6.
class StatusPages {
 public:
  // `health` and `clock` must outlive the object; `webhooks` are the paths that "/" lists with its
  // own.
  StatusPages(HealthClient& health, const Clock& clock, std::vector<std::string> webhooks)
      : health_(health), clock_(clock), webhooks_(std::move(webhooks)) {}

  bool Has(const std::string& path) const;
  // `path` is one that Has() knows.
  HttpResponse Answer(const std::string& path);

  static HttpResponse NotFound();
  static HttpResponse MethodNotAllowed(const std::string& allowed);

 private:
  HttpResponse Readiness();
  HttpResponse Health();
  HttpResponse About() const;

  HealthClient& health_;
  const Clock& clock_;
  const std::vector<std::string> webhooks_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_STATUS_PAGES_H_
