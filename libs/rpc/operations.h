#ifndef FRONTDESK_LIBS_RPC_OPERATIONS_H_
#define FRONTDESK_LIBS_RPC_OPERATIONS_H_

#include <functional>
#include <memory>

namespace grpc {
class Service;
}

namespace frontdesk {

// How the connections of a pool to PostgreSQL are used.
struct PoolUse {
  int most = 0;    // the bound
  int open = 0;    // in use or idle
  int in_use = 0;  // lent, or being opened for someone
};

// OperationsService. `pool_use` may be empty: the service has no database.
std::unique_ptr<grpc::Service> MakeOperationsService(std::function<PoolUse()> pool_use);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_OPERATIONS_H_
