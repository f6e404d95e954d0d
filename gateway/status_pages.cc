#include "gateway/status_pages.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "gateway/openapi/openapi.h"
#include "gateway/server/http_message.h"
#include "gateway/webhooks/shapes.h"
#include "libs/civil/clock.h"
#include "libs/civil/format.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

constexpr char kVersion[] = "2.0.0";  // of the contract
constexpr const char* kPaths[] = {"/",       "/healthz",       "/readyz",
                                  "/health", "/api/v1/health", "/openapi.json"};

Json ServicesJson(const std::map<std::string, bool>& serving) {
  Json services = Json::object();
  for (const auto& [name, serves] : serving) services[name] = serves ? "ok" : "away";
  return services;
}

bool AllServe(const std::map<std::string, bool>& serving) {
  return std::all_of(serving.begin(), serving.end(),
                     [](const auto& service) { return service.second; });
}

}  // namespace

bool StatusPages::Has(const std::string& path) const {
  return std::find(std::begin(kPaths), std::end(kPaths), path) != std::end(kPaths);
}

HttpResponse StatusPages::Answer(const std::string& path) {
  if (path == "/healthz") return {.status = 200, .body = R"({"status":"ok"})"};
  if (path == "/readyz") return Readiness();
  if (path == "/") return About();
  if (path == "/openapi.json") return {.status = 200, .body = OpenApiText()};
  return Health();
}

HttpResponse StatusPages::Readiness() {
  const std::map<std::string, bool> serving = health_.Check();
  const bool ready = AllServe(serving);
  Json away = Json::array();
  for (const auto& [name, serves] : serving) {
    if (!serves) away.push_back(name);
  }
  const Json body = {{"status", ready ? "ready" : "not_ready"},
                     {"services", ServicesJson(serving)},
                     {"away", away}};
  return {.status = ready ? 200 : 503, .body = body.dump()};
}

// The database is behind the services: it is connected as far as they say that they can serve.
HttpResponse StatusPages::Health() {
  const std::map<std::string, bool> serving = health_.Check();
  const bool healthy = AllServe(serving);
  const Json body = {{"status", healthy ? "healthy" : "unhealthy"},
                     {"timestamp", UtcText(clock_.Now())},
                     {"version", kVersion},
                     {"database", healthy ? "connected" : "disconnected"},
                     {"services", ServicesJson(serving)}};
  return {.status = healthy ? 200 : 503, .body = body.dump()};
}

HttpResponse StatusPages::About() const {
  std::vector<std::string> endpoints = webhooks_;
  endpoints.insert(endpoints.end(), std::begin(kPaths), std::end(kPaths));
  const Json body = {{"service", "Frontdesk"}, {"version", kVersion}, {"endpoints", endpoints}};
  return {.status = 200, .body = body.dump()};
}

HttpResponse StatusPages::NotFound() {
  return {.status = 404, .body = R"({"detail":"Not Found"})"};
}

HttpResponse StatusPages::MethodNotAllowed(const std::string& allowed) {
  return {
      .status = 405, .body = R"({"detail":"Method Not Allowed"})", .headers = {{"Allow", allowed}}};
}

}  // namespace frontdesk::gateway
