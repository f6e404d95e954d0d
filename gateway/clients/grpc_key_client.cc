#include "gateway/clients/grpc_key_client.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "frontdesk/v1/schedule_cache.grpc.pb.h"
#include "libs/domain/key_owner.h"
#include "libs/rpc/asker.h"
#include "libs/rpc/convert.h"
#include "libs/rpc/peer.h"
#include "libs/status/status_macros.h"

namespace frontdesk::gateway {
namespace {

using Api = v1::ScheduleCacheService;

class GrpcKeyClient : public KeyClient {
 public:
  explicit GrpcKeyClient(const Peer& schedule_cache) : cache_(schedule_cache) {}

  absl::StatusOr<KeyOwner> Authenticate(const std::string& key_sha256,
                                        const CallContext& call) override {
    v1::AuthenticateKeyRequest request;
    request.set_key_sha256(key_sha256);
    ASSIGN_OR_RETURN(
        const auto response,
        cache_.Ask(&Api::Stub::AuthenticateKey, &Api::Service::AuthenticateKey, request, call));
    ASSIGN_OR_RETURN(Clinic clinic, FromProto(response.clinic()));
    return KeyOwner{.clinic = std::move(clinic), .from_memory = response.from_memory()};
  }

 private:
  const Asker<Api> cache_;
};

}  // namespace

std::unique_ptr<KeyClient> MakeGrpcKeyClient(const Peer& schedule_cache) {
  return std::make_unique<GrpcKeyClient>(schedule_cache);
}

}  // namespace frontdesk::gateway
