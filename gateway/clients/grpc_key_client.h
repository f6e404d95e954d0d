#ifndef FRONTDESK_GATEWAY_CLIENTS_GRPC_KEY_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_GRPC_KEY_CLIENT_H_

#include <memory>

#include "gateway/clients/key_client.h"
#include "libs/rpc/peer.h"

namespace frontdesk::gateway {

std::unique_ptr<KeyClient> MakeGrpcKeyClient(const Peer& schedule_cache);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_GRPC_KEY_CLIENT_H_
