#ifndef FRONTDESK_GATEWAY_CLIENTS_GRPC_AVAILABILITY_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_GRPC_AVAILABILITY_CLIENT_H_

#include <memory>

#include "gateway/clients/availability_client.h"
#include "libs/rpc/peer.h"

namespace frontdesk::gateway {

std::unique_ptr<AvailabilityClient> MakeGrpcAvailabilityClient(const Peer& availability);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_GRPC_AVAILABILITY_CLIENT_H_
