#ifndef FRONTDESK_LIBS_RPC_GRPC_STATUS_H_
#define FRONTDESK_LIBS_RPC_GRPC_STATUS_H_

#include "absl/status/status.h"

namespace grpc {
class Status;
}

namespace frontdesk {

// The same error on the other side of a hop: code, message, reason (as google.rpc.ErrorInfo, domain
// "frontdesk") and every detail. An error without a reason gets the one that ClassifyError gives
// it, so that each error on the wire has one.
grpc::Status ToGrpc(const absl::Status& status);
absl::Status FromGrpc(const grpc::Status& status);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_GRPC_STATUS_H_
