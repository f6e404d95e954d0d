#include "gateway/clients/grpc_key_client.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "frontdesk/v1/schedule_cache.grpc.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "libs/domain/key_owner.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/convert.h"
#include "libs/rpc/grpc_status.h"
#include "libs/status/status_macros.h"

namespace frontdesk::gateway {
namespace {

class GrpcKeyClient : public KeyClient {
 public:
  explicit GrpcKeyClient(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::ScheduleCacheService::NewStub(channel)) {}

  absl::StatusOr<KeyOwner> Authenticate(const std::string& key_sha256,
                                        const CallContext& call) override {
    grpc::ClientContext context;
    Prepare(call, context);
    v1::AuthenticateKeyRequest request;
    request.set_key_sha256(key_sha256);
    v1::AuthenticateKeyResponse response;
    RETURN_IF_ERROR(FromGrpc(stub_->AuthenticateKey(&context, request, &response)));
    ASSIGN_OR_RETURN(Clinic clinic, FromProto(response.clinic()));
    return KeyOwner{.clinic = std::move(clinic), .from_memory = response.from_memory()};
  }

 private:
  std::unique_ptr<v1::ScheduleCacheService::Stub> stub_;
};

}  // namespace

std::unique_ptr<KeyClient> MakeGrpcKeyClient(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcKeyClient>(channel);
}

}  // namespace frontdesk::gateway
