#include "gateway/clients/grpc_cache_client.h"

#include <memory>

#include "absl/status/statusor.h"
#include "frontdesk/v1/schedule_cache.grpc.pb.h"
#include "frontdesk/v1/schedule_cache.pb.h"
#include "libs/rpc/asker.h"
#include "libs/rpc/convert.h"
#include "libs/rpc/peer.h"
#include "libs/status/status_macros.h"

namespace frontdesk::gateway {
namespace {

using Api = v1::ScheduleCacheService;

class GrpcCacheClient : public CacheClient {
 public:
  explicit GrpcCacheClient(const Peer& schedule_cache) : cache_(schedule_cache) {}

  absl::StatusOr<CacheStats> GetStats(const ClinicId& clinic, const CallContext& call) override {
    v1::GetCacheStatsRequest request;
    request.set_clinic_id(clinic.value());
    ASSIGN_OR_RETURN(const auto response, cache_.Ask(&Api::Stub::GetCacheStats,
                                                     &Api::Service::GetCacheStats, request, call));
    CacheStats stats{.days = response.day_count(),
                     .fresh = response.fresh_day_count(),
                     .hits = response.hit_count(),
                     .misses = response.miss_count()};
    if (response.has_oldest_fetch_time()) stats.oldest = FromProto(response.oldest_fetch_time());
    if (response.has_newest_fetch_time()) stats.newest = FromProto(response.newest_fetch_time());
    return stats;
  }

 private:
  const Asker<Api> cache_;
};

}  // namespace

std::unique_ptr<CacheClient> MakeGrpcCacheClient(const Peer& schedule_cache) {
  return std::make_unique<GrpcCacheClient>(schedule_cache);
}

}  // namespace frontdesk::gateway
