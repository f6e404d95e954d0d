#include "services/schedule_cache/client/grpc_schedule_cache_client.h"

#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "frontdesk/v1/schedule_cache.grpc.pb.h"
#include "frontdesk/v1/schedule_cache.pb.h"
#include "libs/rpc/asker.h"
#include "libs/rpc/convert.h"
#include "libs/rpc/peer.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/client/directory_proto.h"
#include "services/schedule_cache/client/slots_proto.h"

namespace frontdesk {
namespace {

using Api = v1::ScheduleCacheService;

class GrpcScheduleCacheClient : public ScheduleCacheClient {
 public:
  explicit GrpcScheduleCacheClient(const Peer& schedule_cache) : cache_(schedule_cache) {}

  absl::StatusOr<std::shared_ptr<const Directory>> GetDirectory(const ClinicId& clinic,
                                                                std::int64_t known_version,
                                                                const CallContext& call) override {
    v1::GetDirectoryRequest request;
    request.set_clinic_id(clinic.value());
    request.set_known_version(known_version);
    ASSIGN_OR_RETURN(
        const auto response,
        cache_.AskPunctual(&Api::Stub::GetDirectory, &Api::Service::GetDirectory, request, call));
    if (!response.has_directory()) return nullptr;
    ASSIGN_OR_RETURN(Directory directory, FromProto(response.directory()));
    return std::make_shared<const Directory>(std::move(directory));
  }

  absl::StatusOr<SlotAnswer> ListOpenSlots(const SlotQuery& query,
                                           const CallContext& call) override {
    ASSIGN_OR_RETURN(const auto response,
                     cache_.AskPunctual(&Api::Stub::ListOpenSlots, &Api::Service::ListOpenSlots,
                                        ToProto(query), call));
    return FromProto(response, query);
  }

  absl::Status InvalidateSlots(const ClinicId& clinic, const PractitionerId& practitioner,
                               absl::CivilDay first_day, absl::CivilDay last_day,
                               const CallContext& call) override {
    return Invalidate(clinic, practitioner, first_day, last_day, /*dropped_already=*/false, call);
  }

  absl::Status ForgetSlots(const ClinicId& clinic, const PractitionerId& practitioner,
                           absl::CivilDay first_day, absl::CivilDay last_day,
                           const CallContext& call) override {
    return Invalidate(clinic, practitioner, first_day, last_day, /*dropped_already=*/true, call);
  }

 private:
  absl::Status Invalidate(const ClinicId& clinic, const PractitionerId& practitioner,
                          absl::CivilDay first_day, absl::CivilDay last_day, bool dropped_already,
                          const CallContext& call) {
    v1::InvalidateSlotsRequest request;
    request.set_clinic_id(clinic.value());
    request.set_practitioner_id(practitioner.value());
    ToProto(first_day, request.mutable_first_day());
    ToProto(last_day, request.mutable_last_day());
    request.set_dropped_already(dropped_already);
    return cache_.Ask(&Api::Stub::InvalidateSlots, &Api::Service::InvalidateSlots, request, call)
        .status();
  }

  const Asker<Api> cache_;
};

}  // namespace

std::unique_ptr<ScheduleCacheClient> MakeScheduleCacheClient(const Peer& schedule_cache) {
  return std::make_unique<GrpcScheduleCacheClient>(schedule_cache);
}

}  // namespace frontdesk
