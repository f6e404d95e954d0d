#include "gateway/auth/presented_key.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "gateway/server/http_message.h"

namespace frontdesk::gateway {

std::string PresentedKey(const HttpRequest& request, const std::string& configured) {
  for (const absl::string_view header :
       {absl::string_view(kApiKeyHeader), absl::string_view(configured)}) {
    std::string key = request.Header(header);
    absl::StripAsciiWhitespace(&key);
    if (!key.empty()) return key;
  }
  const std::string authorization = request.Header("Authorization");
  constexpr absl::string_view kScheme = "Bearer ";
  if (!absl::StartsWithIgnoreCase(authorization, kScheme)) return "";
  return std::string(
      absl::StripAsciiWhitespace(absl::string_view(authorization).substr(kScheme.size())));
}

}  // namespace frontdesk::gateway
