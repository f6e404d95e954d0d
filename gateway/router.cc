#include "gateway/router.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/request_id.h"
#include "gateway/server/http_message.h"
#include "gateway/webhook_call.h"
#include "gateway/webhooks/webhook.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log.h"
#include "libs/telemetry/metrics.h"
#include "libs/telemetry/traceparent.h"

namespace frontdesk::gateway {
namespace {

// A trailing slash is the same path.
std::string WithoutTrailingSlash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

// Scanners ask for anything; only paths of ours are worth a place in the log.
absl::string_view LoggedRoute(const std::string& path, int status) {
  return status == 404 ? absl::string_view("(unknown)") : absl::string_view(path);
}

// A method too is whatever the client says.
absl::string_view LoggedMethod(const std::string& method) {
  for (const absl::string_view known :
       {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}) {
    if (method == known) return known;
  }
  return "(unknown)";
}

// "ok", "rejected" for what never got to a webhook, or the webhook's error code.
metrics::Name OutcomeOf(int status, const std::string& error_code) {
  static const metrics::Names codes([] {
    std::vector<std::string> all;
    for (const ErrorRow& row : ErrorTable()) all.emplace_back(row.webhook_code);
    return all;
  }());
  if (!error_code.empty()) return codes.Of(error_code);
  return status == 200 ? metrics::Name("ok") : metrics::Name("rejected");
}

// Takes the body, which may be long, along; the rest of `outcome` is still to be told.
HttpResponse ResponseOf(WebhookOutcome& outcome) {
  return {.status = outcome.status,
          .body = std::move(outcome.body),
          .key_was_good = !outcome.clinic.empty()};
}

}  // namespace

std::vector<std::string> Router::PathsOf(const Webhooks& webhooks, const Endpoints& endpoints) {
  std::vector<std::string> paths;
  for (const auto& [path, webhook] : webhooks) paths.push_back(path);
  for (const auto& [path, endpoint] : endpoints) paths.push_back(path);
  return paths;
}

void Router::Measure(const std::string& path, const HttpResponse& response,
                     const WebhookOutcome& outcome, absl::Duration took) const {
  static metrics::Counter requests("frontdesk_webhook_requests_total", "Webhook requests answered.",
                                   {"route", "outcome"});
  static metrics::Histogram durations("frontdesk_webhook_duration_seconds",
                                      "Time from a webhook request's arrival to its answer.",
                                      {"route"});
  if (!webhooks_.contains(path) && !endpoints_.contains(path)) return;
  const metrics::Name route = routes_.Of(path);
  requests.Add({route, OutcomeOf(response.status, outcome.error_code)});
  durations.Observe({route}, took);
}

HttpResponse Router::Answer(const HttpRequest& request, const std::string& path,
                            const CallContext& named, WebhookOutcome& outcome) {
  if (request.method == "OPTIONS") return cors_.Preflight(request);
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (const auto found = webhooks_.find(path); found != webhooks_.end()) {
    if (request.method != "POST") return pages_.MethodNotAllowed("POST, OPTIONS");
    outcome = caller_.Call(*found->second, request, named);
    return ResponseOf(outcome);
  }
  if (const auto found = endpoints_.find(path); found != endpoints_.end()) {
    const std::string method(found->second->method());
    if (request.method != method) return pages_.MethodNotAllowed(method + ", OPTIONS");
    outcome = found->second->Answer(request, named);
    return ResponseOf(outcome);
  }
  if (!pages_.Has(path)) return pages_.NotFound();
  return reads ? pages_.Answer(path) : pages_.MethodNotAllowed("GET, HEAD, OPTIONS");
}

Lane Router::LaneOf(const std::string& path) const {
  const std::string known = WithoutTrailingSlash(path);
  if (const auto found = endpoints_.find(known); found != endpoints_.end()) {
    return found->second->lane();
  }
  const auto found = webhooks_.find(known);
  return found != webhooks_.end() && found->second->IsBrief() ? Lane::kBrief : Lane::kSearch;
}

HttpResponse Router::Handle(const HttpRequest& request) {
  const absl::Time arrived = clock_.Now() - request.waited;
  const std::string path = WithoutTrailingSlash(request.path);
  const std::string request_id = RequestIdOf(request);
  const CallContext named = {
      .request_id = request_id,
      .traceparent = ContinuedTraceparent(request.Header("traceparent"))};
  const log::ScopedFields scope({{"request_id", log::Theirs(request_id)},
                                 {"trace", log::Theirs(TraceIdOf(named.traceparent))}});
  WebhookOutcome outcome;
  HttpResponse response = Answer(request, path, named, outcome);
  const absl::Duration took = clock_.Now() - arrived;
  Measure(path, response, outcome, took);
  cors_.AllowOrigin(request, response);
  response.headers.emplace_back("X-Request-Id", request_id);
  log::Info("request", {{"route", log::Ours(LoggedRoute(path, response.status))},
                        {"method", log::Ours(LoggedMethod(request.method))},
                        {"status", response.status},
                        {"success", response.status == 200 && outcome.error_code.empty()},
                        {"error", log::Ours(outcome.error_code)},
                        {"took_ms", absl::ToInt64Milliseconds(took)},
                        {"waited_ms", absl::ToInt64Milliseconds(request.waited)},
                        {"session_id", SessionId(outcome.session_id)},
                        {"clinic", outcome.clinic}});
  return response;
}

}  // namespace frontdesk::gateway
