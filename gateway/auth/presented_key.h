#ifndef FRONTDESK_GATEWAY_AUTH_PRESENTED_KEY_H_
#define FRONTDESK_GATEWAY_AUTH_PRESENTED_KEY_H_

#include <string>

#include "gateway/server/http_message.h"

namespace frontdesk::gateway {

// The header that every client may use, whatever else is configured.
inline constexpr char kApiKeyHeader[] = "X-API-Key";

// The key in X-API-Key, else in the header `configured`, else in Authorization: Bearer; empty if
// there is none. Never from the query. Source: contract/webhooks.md, section 1.2.
std::string PresentedKey(const HttpRequest& request, const std::string& configured);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_AUTH_PRESENTED_KEY_H_
