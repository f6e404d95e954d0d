#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_SERVER_SCHEDULE_CACHE_SERVER_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_SERVER_SCHEDULE_CACHE_SERVER_H_

#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "frontdesk/v1/schedule_cache.grpc.pb.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/directory_cache/directory_cache.h"
#include "services/schedule_cache/directory/directory_sync.h"
#include "services/schedule_cache/domain/change_follower.h"
#include "services/schedule_cache/domain/slot_cache.h"
#include "services/schedule_cache/domain/slot_counters.h"
#include "services/schedule_cache/store/slot_cache_summary.h"

namespace frontdesk::schedule_cache {

// ScheduleCacheService over the domain. The arguments must outlive the object.
class ScheduleCacheServer : public v1::ScheduleCacheService::Service {
 public:
  // What is cached of a clinic, and what the cache of this process has done so far.
  using CountCached =
      std::function<absl::StatusOr<SlotCacheCount>(const ClinicId& clinic, absl::Time deadline)>;

  // What the change follower was told of clinics, by `clock`.
  using ToldOfClinics = std::function<ChangeFollower::Told()>;

  ScheduleCacheServer(ClinicRegistry& registry, DirectoryCache& directories, DirectorySync& sync,
                      SlotCache& slots, const SlotCounters& counters, CountCached count_cached,
                      ToldOfClinics told, const Clock& clock)
      : registry_(registry),
        directories_(directories),
        sync_(sync),
        slots_(slots),
        counters_(counters),
        count_cached_(std::move(count_cached)),
        told_(std::move(told)),
        clock_(clock) {}

  grpc::Status AuthenticateKey(grpc::ServerContext* context,
                               const v1::AuthenticateKeyRequest* request,
                               v1::AuthenticateKeyResponse* response) override;
  grpc::Status ListClinicChanges(grpc::ServerContext* context,
                                 const v1::ListClinicChangesRequest* request,
                                 v1::ListClinicChangesResponse* response) override;
  grpc::Status GetDirectory(grpc::ServerContext* context, const v1::GetDirectoryRequest* request,
                            v1::GetDirectoryResponse* response) override;
  grpc::Status ListOpenSlots(grpc::ServerContext* context, const v1::ListOpenSlotsRequest* request,
                             v1::ListOpenSlotsResponse* response) override;
  grpc::Status InvalidateSlots(grpc::ServerContext* context,
                               const v1::InvalidateSlotsRequest* request,
                               v1::InvalidateSlotsResponse* response) override;
  grpc::Status SyncClinic(grpc::ServerContext* context, const v1::SyncClinicRequest* request,
                          v1::SyncClinicResponse* response) override;
  grpc::Status GetCacheStats(grpc::ServerContext* context, const v1::GetCacheStatsRequest* request,
                             v1::GetCacheStatsResponse* response) override;

 private:
  ClinicRegistry& registry_;
  DirectoryCache& directories_;
  DirectorySync& sync_;
  SlotCache& slots_;
  const SlotCounters& counters_;
  const CountCached count_cached_;
  const ToldOfClinics told_;
  const Clock& clock_;
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_SERVER_SCHEDULE_CACHE_SERVER_H_
