#ifndef FRONTDESK_SERVICES_SESSION_CLIENT_GRPC_SESSION_CLIENT_H_
#define FRONTDESK_SERVICES_SESSION_CLIENT_GRPC_SESSION_CLIENT_H_

#include <memory>

#include "services/session/client/session_client.h"

namespace grpc {
class Channel;
}

namespace frontdesk {

// Asks the service at the other end of `channel`, with the deadline, request id and trace of each
// call.
std::unique_ptr<SessionClient> MakeGrpcSessionClient(std::shared_ptr<grpc::Channel> channel);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_CLIENT_GRPC_SESSION_CLIENT_H_
