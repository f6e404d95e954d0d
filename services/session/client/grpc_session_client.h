#ifndef FRONTDESK_SERVICES_SESSION_CLIENT_GRPC_SESSION_CLIENT_H_
#define FRONTDESK_SERVICES_SESSION_CLIENT_GRPC_SESSION_CLIENT_H_

#include <memory>

#include "libs/rpc/peer.h"
#include "services/session/client/session_client.h"

namespace frontdesk {

// Asks with the deadline, request id and trace of each call.
std::unique_ptr<SessionClient> MakeGrpcSessionClient(const Peer& session);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_CLIENT_GRPC_SESSION_CLIENT_H_
