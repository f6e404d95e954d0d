#ifndef FRONTDESK_GATEWAY_ROUTER_H_
#define FRONTDESK_GATEWAY_ROUTER_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "gateway/cors.h"
#include "gateway/endpoint.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/server/http_message.h"
#include "gateway/status_pages.h"
#include "gateway/webhook_call.h"
#include "gateway/webhooks/webhook.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk::gateway {

// Answers every HTTP request: webhooks, the voice platform's own calls, status pages, and what is
// none of them; one log line each, and metrics of all but the pages. A W3C traceparent is continued,
// or begun, for all hops. Never throws. Thread-safe.
// Source: contract/webhooks.md, section 1.
class Router {
 public:
  using Webhooks = std::map<std::string, Webhook*>;  // by path, such as "/availability-checker"

  using Endpoints = std::map<std::string, Endpoint*>;  // by path

  // All references, webhooks and endpoints must outlive the object.
  Router(Webhooks webhooks, Endpoints endpoints, WebhookCaller& caller, StatusPages& pages,
         const Cors& cors, const Clock& clock)
      : webhooks_(std::move(webhooks)),
        endpoints_(std::move(endpoints)),
        routes_(PathsOf(webhooks_, endpoints_)),
        caller_(caller),
        pages_(pages),
        cors_(cors),
        clock_(clock) {}

  HttpResponse Handle(const HttpRequest& request);

  // Where what is posted to `path` waits for its turn.
  Lane LaneOf(const std::string& path) const;

 private:
  HttpResponse Answer(const HttpRequest& request, const std::string& path,
                      const CallContext& named, WebhookOutcome& outcome);

  static std::vector<std::string> PathsOf(const Webhooks& webhooks, const Endpoints& endpoints);
  void Measure(const std::string& path, const HttpResponse& response, const WebhookOutcome& outcome,
               absl::Duration took) const;

  const Webhooks webhooks_;
  const Endpoints endpoints_;
  const metrics::Names routes_;
  WebhookCaller& caller_;
  StatusPages& pages_;
  const Cors& cors_;
  const Clock& clock_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_ROUTER_H_
