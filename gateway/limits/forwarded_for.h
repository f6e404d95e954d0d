#ifndef FRONTDESK_GATEWAY_LIMITS_FORWARDED_FOR_H_
#define FRONTDESK_GATEWAY_LIMITS_FORWARDED_FOR_H_

#include <vector>

#include "gateway/limits/ip_address.h"
#include "gateway/server/http_message.h"

namespace frontdesk::gateway {

bool IsAmong(const std::vector<IpRange>& ranges, const IpAddress& address);

// Who sent the request: the peer, or, as far as trusted proxies vouch for it, the last address in
// X-Forwarded-For that is none of theirs. What a stranger wrote there counts for nothing.
IpAddress SenderOf(const IpAddress& peer, const HttpHeaders& headers,
                   const std::vector<IpRange>& trusted_proxies);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_LIMITS_FORWARDED_FOR_H_
