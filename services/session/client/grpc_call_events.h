#ifndef FRONTDESK_SERVICES_SESSION_CLIENT_GRPC_CALL_EVENTS_H_
#define FRONTDESK_SERVICES_SESSION_CLIENT_GRPC_CALL_EVENTS_H_

#include <memory>

#include "libs/call_trail/call_events.h"

namespace grpc {
class Channel;
}

namespace frontdesk {

// Has the session service keep them: for processes without a database.
std::unique_ptr<CallEvents> MakeGrpcCallEvents(std::shared_ptr<grpc::Channel> session);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_CLIENT_GRPC_CALL_EVENTS_H_
