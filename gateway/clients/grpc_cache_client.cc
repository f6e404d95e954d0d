#include "gateway/clients/grpc_cache_client.h"

#include <memory>

#include "absl/status/statusor.h"
#include "frontdesk/v1/schedule_cache.grpc.pb.h"
#include "frontdesk/v1/schedule_cache.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/client_context.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/convert.h"
#include "libs/rpc/grpc_status.h"
#include "libs/status/status_macros.h"

namespace frontdesk::gateway {
namespace {

class GrpcCacheClient : public CacheClient {
 public:
  explicit GrpcCacheClient(const std::shared_ptr<grpc::Channel>& channel)
      : stub_(v1::ScheduleCacheService::NewStub(channel)) {}

  absl::StatusOr<CacheStats> GetStats(const ClinicId& clinic, const CallContext& call) override {
    grpc::ClientContext context;
    Prepare(call, context);
    v1::GetCacheStatsRequest request;
    request.set_clinic_id(clinic.value());
    v1::GetCacheStatsResponse response;
    RETURN_IF_ERROR(FromGrpc(stub_->GetCacheStats(&context, request, &response)));
    CacheStats stats{.days = response.day_count(),
                     .fresh = response.fresh_day_count(),
                     .hits = response.hit_count(),
                     .misses = response.miss_count()};
    if (response.has_oldest_fetch_time()) stats.oldest = FromProto(response.oldest_fetch_time());
    if (response.has_newest_fetch_time()) stats.newest = FromProto(response.newest_fetch_time());
    return stats;
  }

 private:
  const std::unique_ptr<v1::ScheduleCacheService::Stub> stub_;
};

}  // namespace

std::unique_ptr<CacheClient> MakeGrpcCacheClient(
    const std::shared_ptr<grpc::Channel>& schedule_cache) {
  return std::make_unique<GrpcCacheClient>(schedule_cache);
}

}  // namespace frontdesk::gateway
