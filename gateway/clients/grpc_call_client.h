#ifndef FRONTDESK_GATEWAY_CLIENTS_GRPC_CALL_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_GRPC_CALL_CLIENT_H_

#include <memory>

#include "gateway/clients/call_client.h"
#include "libs/rpc/peer.h"

namespace frontdesk {
class Clock;
}

namespace frontdesk::gateway {

// Asks the schedule cache, whose directories are held in memory, and the session service. `clock`
// must outlive the client.
std::unique_ptr<CallClient> MakeGrpcCallClient(const Peer& schedule_cache, const Peer& session,
                                               const Clock& clock);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_GRPC_CALL_CLIENT_H_
