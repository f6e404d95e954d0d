#ifndef FRONTDESK_GATEWAY_CLIENTS_GRPC_AVAILABILITY_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_GRPC_AVAILABILITY_CLIENT_H_

#include <memory>

#include "gateway/clients/availability_client.h"

namespace grpc {
class Channel;
}

namespace frontdesk::gateway {

std::unique_ptr<AvailabilityClient> MakeGrpcAvailabilityClient(
    std::shared_ptr<grpc::Channel> channel);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_GRPC_AVAILABILITY_CLIENT_H_
