#ifndef FRONTDESK_GATEWAY_FLAGS_H_
#define FRONTDESK_GATEWAY_FLAGS_H_

#include "gateway/gateway.h"

namespace CLI {
class App;
}

namespace frontdesk {

// Adds every flag that is about the gateway itself, for its own process and for the one-process
// binary, to be stored in `options` when `app` is parsed.
void AddGatewayFlags(CLI::App& app, Gateway::Options& options);

}  // namespace frontdesk

#endif  // FRONTDESK_GATEWAY_FLAGS_H_
