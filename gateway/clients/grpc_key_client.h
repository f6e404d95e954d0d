#ifndef FRONTDESK_GATEWAY_CLIENTS_GRPC_KEY_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_GRPC_KEY_CLIENT_H_

#include <memory>

#include "gateway/clients/key_client.h"

namespace grpc {
class Channel;
}

namespace frontdesk::gateway {

// `channel` leads to the schedule cache.
std::unique_ptr<KeyClient> MakeGrpcKeyClient(std::shared_ptr<grpc::Channel> channel);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_GRPC_KEY_CLIENT_H_
