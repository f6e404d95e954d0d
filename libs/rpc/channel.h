#ifndef FRONTDESK_LIBS_RPC_CHANNEL_H_
#define FRONTDESK_LIBS_RPC_CHANNEL_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/rpc/security.h"

namespace grpc {
class Channel;
class ClientContext;
class ServerContext;
}  // namespace grpc

namespace frontdesk {

// What the details of an error may take, on channels and servers alike, since they travel as a
// header. gRPC's own 8 KB are few for a list of choices; what exceeds the limit becomes
// RESOURCE_EXHAUSTED.
inline constexpr int kMostMetadataBytes = 64 * 1024;

// A channel to `target` ("host:port" or a gRPC name such as "dns:///booking:9000"), balanced over
// all replicas at the addresses of the name that take calls. It reconnects by itself within about half
// a second after a peer is back; while none is there, or none that `security` knows, calls fail at
// once with UNAVAILABLE. A call that meets a replica's death is made again as service_config.h says.
// A peer whose machine vanished is noticed within 3 s while it is called and 13 s otherwise. The name
// is looked up again when a connection ends. Never blocks.
std::shared_ptr<grpc::Channel> Connect(const std::string& target, const RpcSecurity& security = {});

// What a service keeps of its own time when it asks another one: for the way back and for its
// answer.
inline constexpr absl::Duration kReplyTime = absl::Milliseconds(15);

// The same call with its times less kReplyTime; of a short time, less a quarter.
CallContext LessReplyTime(const CallContext& call);

// Gives a call to another service the times, less the reply time, request id and trace of the call
// that it serves.
void Prepare(const CallContext& call, grpc::ClientContext& context);

// What Prepare sent, on the other side; or what a LocalContext brings.
CallContext ContextOf(const grpc::ServerContext& context);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_CHANNEL_H_
