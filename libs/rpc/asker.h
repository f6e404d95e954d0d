#ifndef FRONTDESK_LIBS_RPC_ASKER_H_
#define FRONTDESK_LIBS_RPC_ASKER_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"
#include "libs/domain/call_context.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/grpc_status.h"
#include "libs/rpc/local_context.h"
#include "libs/rpc/peer.h"
#include "libs/status/status_macros.h"

namespace frontdesk {

// Asks a service, of which Api is the generated class (v1::SessionService): over the channel, or
// where the service is in this process, by calling its function on this thread. That saves what a
// call costs in gRPC, most of a warm answer's time, and changes nothing else: the same messages,
// the same deadline less kReplyTime, the same errors, log lines and metrics. What it gives up is
// that gRPC would come back at the deadline whatever the service does, so services keep their
// deadlines themselves. Thread-safe.
template <typename Api>
class Asker {
 public:
  explicit Asker(const Peer& peer)
      : stub_(Api::NewStub(peer.channel)), here_(dynamic_cast<typename Api::Service*>(peer.here)) {}

  // One call of an RPC, which has a function on either side:
  //   Ask(&Api::Stub::GetSession, &Api::Service::GetSession, request, call)
  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(grpc::Status (Api::Stub::*far)(grpc::ClientContext*, const Request&,
                                                              Response*),
                               grpc::Status (Api::Service::*near)(grpc::ServerContext*,
                                                                  const Request*, Response*),
                               const Request& request, const CallContext& call) const {
    Response response;
    if (here_ == nullptr) {
      grpc::ClientContext context;
      Prepare(call, context);
      RETURN_IF_ERROR(FromGrpc(((*stub_).*far)(&context, request, &response)));
      return response;
    }
    LocalContext context(LessReplyTime(call));
    if (context.call().deadline <= absl::Now()) {
      return absl::DeadlineExceededError("the deadline had passed before the call");
    }
    RETURN_IF_ERROR(FromGrpc((here_->*near)(&context, &request, &response)));
    return response;
  }

 private:
  const std::unique_ptr<typename Api::Stub> stub_;
  typename Api::Service* const here_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_ASKER_H_
