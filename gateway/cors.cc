#include "gateway/cors.h"

#include <algorithm>
#include <string>

#include "gateway/server/http_message.h"

namespace frontdesk::gateway {
namespace {

// A header list is echoed, so it must hold names and commas alone.
bool IsHeaderList(const std::string& text) {
  return !text.empty() && text.size() <= 1024 &&
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_, ") ==
             std::string::npos;
}

}  // namespace

HttpResponse Cors::Preflight(const HttpRequest& request) const {
  const std::string asked = request.Header("Access-Control-Request-Headers");
  return {
      .status = 200,
      .body = "{}",
      .headers = {{"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"},
                  {"Access-Control-Allow-Headers",
                   IsHeaderList(asked) ? asked : "Content-Type, X-API-Key, Authorization"},
                  {"Access-Control-Max-Age", "600"}}};
}

void Cors::AllowOrigin(const HttpRequest& request, HttpResponse& response) const {
  if (std::find(origins_.begin(), origins_.end(), "*") != origins_.end()) {
    response.headers.emplace_back("Access-Control-Allow-Origin", "*");
    return;
  }
  const std::string origin = request.Header("Origin");
  response.headers.emplace_back("Vary", "Origin");
  if (origin.empty() || std::find(origins_.begin(), origins_.end(), origin) == origins_.end())
    return;
  response.headers.emplace_back("Access-Control-Allow-Origin", origin);
  response.headers.emplace_back("Access-Control-Allow-Credentials", "true");
}

}  // namespace frontdesk::gateway
