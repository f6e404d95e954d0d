#ifndef FRONTDESK_LIBS_SERVICE_GRPC_FLAGS_H_
#define FRONTDESK_LIBS_SERVICE_GRPC_FLAGS_H_

#include "libs/rpc/security.h"

namespace CLI {
class App;
}

namespace frontdesk {

// Adds --grpc-certificate, --grpc-key and --grpc-ca: who a process is to those that it calls, and
// whom it calls. To be stored in `security` when `app` is parsed, which fails for files that are no
// certificates or do not fit together.
void AddGrpcClientFlags(CLI::App& app, RpcSecurity& security);

// Adds --grpc-client-ca and --grpc-private-network besides: who may call it.
void AddGrpcFlags(CLI::App& app, RpcSecurity& security);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_SERVICE_GRPC_FLAGS_H_
