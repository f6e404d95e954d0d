#ifndef FRONTDESK_GATEWAY_ERROR_PAGE_H_
#define FRONTDESK_GATEWAY_ERROR_PAGE_H_

#include <string>

namespace frontdesk::gateway {

// The body of the answer to a request that never reached a webhook: not HTTP, too long, too late,
// too many at a time, or (200) broken inside. Also its log line. Source: contract/webhooks.md,
// section 1.3.
std::string ErrorPage(int http_status);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_ERROR_PAGE_H_
