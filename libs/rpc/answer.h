#ifndef FRONTDESK_LIBS_RPC_ANSWER_H_
#define FRONTDESK_LIBS_RPC_ANSWER_H_

#include <cstddef>
#include <cstdlib>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "libs/domain/call_context.h"
#include "libs/telemetry/metrics.h"

namespace grpc {
class ServerContext;
class Status;
}  // namespace grpc

namespace frontdesk {

// How an RPC is called in logs and metrics: "BookingService/GetBooking". Another form does not
// compile.
class RpcName {
 public:
  template <std::size_t N>
  consteval RpcName(const char (&literal)[N]) : name_(literal) {  // NOLINT: implicit by design
    if (std::string_view(literal).find("Service/") == std::string_view::npos) std::abort();
  }

  metrics::Name name() const { return name_; }

 private:
  metrics::Name name_;
};

// What every RPC of ours has around its three beats (read, call, write): runs `body` with the
// deadline, request id and trace that came with the call, and answers with its status as ToGrpc
// says. An exception that gets this far becomes an internal error, of which only the type is told,
// since its text may repeat what somebody said.
//
// Logs one line a call, "rpc", with method, code, took_ms, request_id, trace, and on failure reason
// and message; a warning where we are at fault or a retry may help. What `body` logs carries the
// request id and the trace too. Counts and measures the call by method and code. Asks the caller's
// channel not to make a call again that has been answered with a failure: that is for whoever asked.
grpc::Status Answer(grpc::ServerContext& context, RpcName rpc,
                    absl::FunctionRef<absl::Status(const CallContext&)> body);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_ANSWER_H_
