#include "libs/rpc/operations.h"

#include <functional>
#include <memory>
#include <utility>

#include "frontdesk/v1/operations.grpc.pb.h"
#include "frontdesk/v1/operations.pb.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"

namespace frontdesk {
namespace {

class OperationsServer : public v1::OperationsService::Service {
 public:
  explicit OperationsServer(std::function<PoolUse()> pool_use) : pool_use_(std::move(pool_use)) {}

  // Without the usual line in the log: it is asked every few seconds.
  grpc::Status GetStatus(grpc::ServerContext* /*context*/, const v1::GetStatusRequest* /*request*/,
                         v1::GetStatusResponse* response) override {
    if (!pool_use_) return grpc::Status::OK;
    const PoolUse use = pool_use_();
    response->mutable_database_pool()->set_max_connections(use.most);
    response->mutable_database_pool()->set_open_connections(use.open);
    response->mutable_database_pool()->set_in_use_connections(use.in_use);
    return grpc::Status::OK;
  }

 private:
  const std::function<PoolUse()> pool_use_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeOperationsService(std::function<PoolUse()> pool_use) {
  return std::make_unique<OperationsServer>(std::move(pool_use));
}

}  // namespace frontdesk
