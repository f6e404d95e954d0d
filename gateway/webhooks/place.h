#ifndef FRONTDESK_GATEWAY_WEBHOOKS_PLACE_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_PLACE_H_

#include "absl/status/status.h"
#include "gateway/webhooks/shapes.h"
#include "libs/domain/directory.h"

// What the answers about places share. Source: contract/webhooks.md, 0.1 (D2, D3), 2.1 and 2.2.
namespace frontdesk::gateway {

// Sets the one location that is meant, under every name that some client reads it by.
void SetPlace(const Business& business, double confidence, Json& body);

// Sets that no location is known yet. `status` is why: its facts tell how near the best one came
// and whether the caller minds.
void SetNoPlace(const absl::Status& status, Json& body);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_PLACE_H_
