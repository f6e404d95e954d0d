#ifndef FRONTDESK_LIBS_RPC_LOCAL_CONTEXT_H_
#define FRONTDESK_LIBS_RPC_LOCAL_CONTEXT_H_

#include <utility>

#include "grpcpp/server_context.h"
#include "libs/domain/call_context.h"

namespace frontdesk {

// What a service is called with where nothing travels: ContextOf finds the call in it.
class LocalContext : public grpc::ServerContext {
 public:
  explicit LocalContext(CallContext call) : call_(std::move(call)) {}

  const CallContext& call() const { return call_; }

 private:
  const CallContext call_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_LOCAL_CONTEXT_H_
