#ifndef FRONTDESK_GATEWAY_WEBHOOKS_VARIANT_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_VARIANT_H_

namespace frontdesk::gateway {

// The paths under which one webhook is known differ in a few fields of the answer.
// Source: contract/webhooks.md, section 2.11.
enum class RouteVariant { kPlain, kEnhanced };

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_VARIANT_H_
