#include "gateway/auth/presented_key.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "gateway/server/http_message.h"

namespace frontdesk::gateway {

std::string PresentedKey(const HttpRequest& request, const std::string& configured) {
  for (const std::string& header : {std::string(kApiKeyHeader), configured}) {
    const std::string key = request.Header(header);
    if (const auto trimmed = absl::StripAsciiWhitespace(key); !trimmed.empty()) {
      return std::string(trimmed);
    }
  }
  const std::string authorization = request.Header("Authorization");
  constexpr absl::string_view kScheme = "Bearer ";
  if (!absl::StartsWithIgnoreCase(authorization, kScheme)) return "";
  return std::string(
      absl::StripAsciiWhitespace(absl::string_view(authorization).substr(kScheme.size())));
}

}  // namespace frontdesk::gateway
