#ifndef FRONTDESK_LIBS_RPC_ASKER_H_
#define FRONTDESK_LIBS_RPC_ASKER_H_

#include <memory>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"
#include "libs/concurrency/in_time.h"
#include "libs/concurrency/thread_pool.h"
#include "libs/domain/call_context.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/grpc_status.h"
#include "libs/rpc/local_context.h"
#include "libs/rpc/peer.h"
#include "libs/status/status_macros.h"

namespace frontdesk {

// Asks a service, of which Api is the generated class (v1::SessionService): over the channel, or
// where the service is in this process, by calling its function. That saves what a call costs in
// gRPC, most of a warm answer's time, and changes nothing else: the same messages, the same
// deadline less kReplyTime, the same errors, log lines and metrics. Thread-safe.
template <typename Api>
class Asker {
  template <typename Request, typename Response>
  using Far = grpc::Status (Api::Stub::*)(grpc::ClientContext*, const Request&, Response*);
  template <typename Request, typename Response>
  using Near = grpc::Status (Api::Service::*)(grpc::ServerContext*, const Request*, Response*);

 public:
  explicit Asker(const Peer& peer)
      : stub_(Api::NewStub(peer.channel)),
        here_(dynamic_cast<typename Api::Service*>(peer.here)),
        threads_(peer.threads) {}

  // One call of an RPC, which has a function on either side:
  //   Ask(&Api::Stub::GetSession, &Api::Service::GetSession, request, call)
  // Comes back at the deadline whatever the service does.
  template <typename Request, typename Response>
  absl::StatusOr<Response> Ask(Far<Request, Response> far, Near<Request, Response> near,
                               const Request& request, const CallContext& call) const {
    if (here_ == nullptr) return Send(far, request, call);
    using Answer = absl::StatusOr<Response>;
    const CallContext less = LessReplyTime(call);
    std::optional<Answer> answer = InTime<Answer>(
        *threads_, less.deadline,
        [service = here_, near, request, less] { return Call(*service, near, request, less); });
    if (!answer.has_value()) return absl::DeadlineExceededError("no answer in time");
    return *std::move(answer);
  }

  // The same for an RPC that keeps its deadline by itself, with all that it waits for: it needs no
  // other thread.
  template <typename Request, typename Response>
  absl::StatusOr<Response> AskPunctual(Far<Request, Response> far, Near<Request, Response> near,
                                       const Request& request, const CallContext& call) const {
    if (here_ == nullptr) return Send(far, request, call);
    return Call(*here_, near, request, LessReplyTime(call));
  }

 private:
  template <typename Request, typename Response>
  absl::StatusOr<Response> Send(Far<Request, Response> far, const Request& request,
                                const CallContext& call) const {
    grpc::ClientContext context;
    Prepare(call, context);
    Response response;
    RETURN_IF_ERROR(FromGrpc(((*stub_).*far)(&context, request, &response)));
    return response;
  }

  template <typename Request, typename Response>
  static absl::StatusOr<Response> Call(typename Api::Service& service, Near<Request, Response> near,
                                       const Request& request, const CallContext& call) {
    if (call.deadline <= absl::Now()) {
      return absl::DeadlineExceededError("the deadline had passed before the call");
    }
    LocalContext context(call);
    Response response;
    RETURN_IF_ERROR(FromGrpc((service.*near)(&context, &request, &response)));
    return response;
  }

  const std::unique_ptr<typename Api::Stub> stub_;
  typename Api::Service* const here_;
  ThreadPool* const threads_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_ASKER_H_
