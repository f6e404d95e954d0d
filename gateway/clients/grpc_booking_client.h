#ifndef FRONTDESK_GATEWAY_CLIENTS_GRPC_BOOKING_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_GRPC_BOOKING_CLIENT_H_

#include <memory>

#include "gateway/clients/booking_client.h"

namespace grpc {
class Channel;
}

namespace frontdesk::gateway {

std::unique_ptr<BookingClient> MakeGrpcBookingClient(std::shared_ptr<grpc::Channel> channel);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_GRPC_BOOKING_CLIENT_H_
