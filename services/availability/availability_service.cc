#include "services/availability/availability_service.h"

#include <cstdint>
#include <memory>

#include "absl/time/time.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "libs/civil/wall_clock.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/directory_cache/directory_cache.h"
#include "services/availability/domain/availability.h"
#include "services/availability/domain/next_finder.h"
#include "services/availability/domain/places.h"
#include "services/availability/domain/staff.h"
#include "services/availability/domain/usual_places.h"
#include "services/availability/server/availability_server.h"
#include "services/schedule_cache/client/clinic_follower.h"
#include "services/schedule_cache/client/grpc_clinic_change_source.h"
#include "services/schedule_cache/client/grpc_schedule_cache_client.h"
#include "services/session/client/grpc_session_client.h"

namespace frontdesk {
namespace {

// What is answered from the directory alone is promised within 50 ms.
constexpr absl::Duration kDirectoryPatience = absl::Milliseconds(25);

class WholeAvailabilityService : public AvailabilityService {
 public:
  explicit WholeAvailabilityService(const AvailabilityPeers& peers)
      : schedule_(MakeScheduleCacheClient(peers.schedule_cache)),
        sessions_(MakeGrpcSessionClient(peers.session)),
        told_(MakeGrpcClinicChangeSource(peers.schedule_cache.channel)) {
    follower_.Start();
  }

  grpc::Service& service() override { return server_; }
  void StopAsking() override { follower_.Stop(); }

 private:
  WallClock clock_;
  const std::unique_ptr<ScheduleCacheClient> schedule_;
  const std::unique_ptr<SessionClient> sessions_;
  const std::unique_ptr<ClinicChangeSource> told_;
  ClinicChanges changes_;
  DirectoryCache directories_{
      [this](const ClinicId& clinic, std::int64_t known, const CallContext& call) {
        return schedule_->GetDirectory(clinic, known, call);
      },
      clock_, changes_, /*refresh_after=*/absl::Seconds(5), kDirectoryPatience};
  availability::UsualPlaces usual_places_{*sessions_, clock_};
  availability::Availability availability_{directories_, *schedule_, usual_places_, clock_};
  availability::NextFinder next_{directories_, *schedule_, *sessions_, usual_places_, clock_};
  availability::Places places_{directories_, usual_places_};
  availability::Staff staff_{directories_, *schedule_, clock_};
  availability::AvailabilityServer server_{availability_, next_, places_, staff_};
  ClinicFollower follower_{*told_, changes_, clock_,
                           [this](const ClinicId& clinic, std::int64_t version) {
                             directories_.Expect(clinic, version);
                           }};
};

}  // namespace

std::unique_ptr<AvailabilityService> AvailabilityService::Create(const AvailabilityPeers& peers) {
  return std::make_unique<WholeAvailabilityService>(peers);
}

}  // namespace frontdesk
