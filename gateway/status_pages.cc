#include "gateway/status_pages.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "gateway/clients/health_client.h"
#include "gateway/openapi/openapi.h"
#include "gateway/server/http_message.h"
#include "gateway/webhooks/shapes.h"
#include "libs/civil/clock.h"
#include "libs/civil/format.h"
#include "libs/rpc/operations.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

constexpr char kVersion[] = "2.0.0";  // of the contract
constexpr const char* kPaths[] = {"/",       "/healthz",       "/readyz",
                                  "/health", "/api/v1/health", "/openapi.json"};

using AllServing = std::map<std::string, Serving>;

const char* Word(Serving serving) {
  switch (serving) {
    case Serving::kServing:
      return "ok";
    case Serving::kDegraded:
      return "degraded";
    case Serving::kNotServing:
      return "not_serving";
    case Serving::kAway:
      return "away";
  }
  return "away";
}

Json ServicesJson(const AllServing& serving) {
  Json services = Json::object();
  for (const auto& [name, serves] : serving) services[name] = Word(serves);
  return services;
}

bool Serves(Serving serving) {
  return serving == Serving::kServing || serving == Serving::kDegraded;
}

bool AllServe(const AllServing& serving) {
  return std::all_of(serving.begin(), serving.end(),
                     [](const auto& service) { return Serves(service.second); });
}

bool AnyDegraded(const AllServing& serving) {
  return std::any_of(serving.begin(), serving.end(),
                     [](const auto& service) { return service.second == Serving::kDegraded; });
}

// The database is behind the services: one that cannot serve has lost it. Where none of those that
// have one answers, nobody knows, and that is no connection either.
bool DatabaseConnected(const AllServing& serving) {
  bool connected = false;
  for (const auto& [name, serves] : serving) {
    if (serves == Serving::kNotServing) return false;
    if (name != "availability" && Serves(serves)) connected = true;
  }
  return connected;
}

// Source: contract/webhooks.md, section 1.6. Connections are opened when they are needed, so the
// least is none.
Json PoolStats(const PoolUse& use) {
  const double utilization = use.most == 0 ? 0 : 100.0 * use.in_use / use.most;
  return {{"min_size", 0},
          {"max_size", use.most},
          {"size", use.open},
          {"free_size", use.open - use.in_use},
          {"used_connections", use.in_use},
          {"utilization_percent", std::round(10 * utilization) / 10}};
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
  const AllServing serving = health_.Check();
  const bool ready = AllServe(serving);
  Json away = Json::array();
  for (const auto& [name, serves] : serving) {
    if (!Serves(serves)) away.push_back(name);
  }
  const Json body = {{"status", ready ? "ready" : "not_ready"},
                     {"services", ServicesJson(serving)},
                     {"away", away}};
  return {.status = ready ? 200 : 503, .body = body.dump()};
}

HttpResponse StatusPages::Health() {
  const AllServing serving = health_.Check();
  const bool healthy = AllServe(serving);
  const char* const status = !healthy ? "unhealthy" : AnyDegraded(serving) ? "degraded" : "healthy";
  Json body = {{"status", status},
               {"timestamp", UtcText(clock_.Now())},
               {"version", kVersion},
               {"database", DatabaseConnected(serving) ? "connected" : "disconnected"},
               {"services", ServicesJson(serving)}};
  if (healthy) body["pool_stats"] = PoolStats(health_.DatabaseUse());
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
