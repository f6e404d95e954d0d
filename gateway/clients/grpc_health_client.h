#ifndef FRONTDESK_GATEWAY_CLIENTS_GRPC_HEALTH_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_GRPC_HEALTH_CLIENT_H_

#include <map>
#include <memory>
#include <string>

#include "gateway/clients/health_client.h"

namespace grpc {
class Channel;
}

namespace frontdesk::gateway {

// Asks the gRPC health service behind each channel, all at once.
std::unique_ptr<HealthClient> MakeGrpcHealthClient(
    std::map<std::string, std::shared_ptr<grpc::Channel>> channels);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_GRPC_HEALTH_CLIENT_H_
