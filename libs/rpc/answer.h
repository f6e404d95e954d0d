#ifndef FRONTDESK_LIBS_RPC_ANSWER_H_
#define FRONTDESK_LIBS_RPC_ANSWER_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "libs/domain/call_context.h"
#include "libs/telemetry/metrics.h"

namespace grpc {
class ServerContext;
class Status;
}  // namespace grpc

namespace frontdesk {

// What every RPC of ours has around its three beats (read, call, write): runs `body` with the
// deadline, request id and trace that came with the call, and answers with its status as ToGrpc
// says. An exception that gets this far becomes an internal error, of which only the type is told,
// since its text may repeat what somebody said.
//
// Logs one line a call, "rpc", with method, code, took_ms, request_id, and on failure reason and
// message; a warning where we are at fault or a retry may help. What `body` logs carries the
// request id too. Counts and measures the call by method and code.
grpc::Status Answer(const grpc::ServerContext& context, metrics::Name method,
                    absl::FunctionRef<absl::Status(const CallContext&)> body);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_ANSWER_H_
