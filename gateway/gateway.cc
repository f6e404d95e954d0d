#include "gateway/gateway.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gateway/app.h"
#include "gateway/auth/platform_secrets.h"
#include "gateway/clients/grpc_availability_client.h"
#include "gateway/clients/grpc_booking_client.h"
#include "gateway/clients/grpc_cache_client.h"
#include "gateway/clients/grpc_call_client.h"
#include "gateway/clients/grpc_health_client.h"
#include "gateway/clients/grpc_key_client.h"
#include "gateway/error_pages.h"
#include "gateway/limits/caller_limits.h"
#include "gateway/server/http_message.h"
#include "gateway/server/http_server.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/seal/keyring.h"
#include "libs/slot_ids/slot_ids.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/schedule_cache/client/clinic_follower.h"
#include "services/schedule_cache/client/grpc_clinic_change_source.h"

namespace frontdesk {
namespace {

// What the keyring's keys are for, so that one that is used for something else too gives others.
constexpr char kSlotIdPurpose[] = "frontdesk slot ids 1";

absl::StatusOr<SlotIds> SlotIdsFor(const Gateway::Options& options) {
  if (options.slot_id_keyring_file.empty()) return SlotIds::OfThisProcess(options.slot_id_time);
  ASSIGN_OR_RETURN(const Keyring keyring, Keyring::Load(options.slot_id_keyring_file));
  return SlotIds(keyring.KeysFor(kSlotIdPurpose), options.slot_id_time);
}

// All parts, in the order in which they depend on each other.
class RunningGateway : public Gateway {
 public:
  RunningGateway(const Options& options, std::vector<gateway::PlatformSecret> platform_secrets,
                 SlotIds slot_ids, const GatewayPeers& peers, const Clock& clock)
      : clock_(clock),
        availability_(gateway::MakeGrpcAvailabilityClient(peers.availability)),
        booking_(gateway::MakeGrpcBookingClient(peers.booking.channel)),
        keys_(gateway::MakeGrpcKeyClient(peers.schedule_cache)),
        health_(gateway::MakeGrpcHealthClient({{"availability", peers.availability.channel},
                                               {"booking", peers.booking.channel},
                                               {"schedule_cache", peers.schedule_cache.channel},
                                               {"session", peers.session.channel}})),
        calls_(gateway::MakeGrpcCallClient(peers.schedule_cache, peers.session, clock)),
        cache_(gateway::MakeGrpcCacheClient(peers.schedule_cache)),
        told_(MakeGrpcClinicChangeSource(peers.schedule_cache.channel)),
        follower_(*told_, changes_, clock),
        app_({.availability = *availability_,
              .booking = *booking_,
              .keys = *keys_,
              .health = *health_,
              .calls = *calls_,
              .cache = *cache_,
              .changes = &changes_},
             clock,
             {.patience = options.read_patience,
              .read = options.read_deadline,
              .write = options.write_deadline},
             options.cors_origins, options.api_key_header, std::move(platform_secrets),
             std::move(slot_ids)) {
    follower_.Start();
  }

  absl::Status Listen(const Options& options) {
    ASSIGN_OR_RETURN(limits_, gateway::CallerLimits::Create(
                                  options.callers, options.api_key_header,
                                  [this](const std::string& path) { return app_.LaneOf(path); }));
    gateway::HttpServerOptions http = options.http;
    http.long_body_path = "/post-call-webhook";
    http.long_body_refusal = [this](const gateway::HttpRequest& head) {
      return app_.RefusalOfReport(head);
    };
    http.error_page = [this](int status) { return error_pages_.Of(status); };
    ASSIGN_OR_RETURN(server_, gateway::HttpServer::Start(
                                  http,
                                  [this](const gateway::HttpRequest& request) {
                                    gateway::HttpResponse response = app_.Handle(request);
                                    if (response.key_was_good && !request.key_was_known) {
                                      limits_->LearnGoodKey(request, clock_.Now());
                                    }
                                    return response;
                                  },
                                  limits_.get()));
    if (options.slot_id_keyring_file.empty()) {
      // Where others call there are several gateways, or one that is replaced during a call, and
      // each would refuse the times that another offered.
      if (!server_->IsLocal()) {
        return absl::InvalidArgumentError(absl::StrCat(
            "a gateway at ", options.http.listen,
            " shares the times that it offers with others: give --slot-id-keyring-file, which "
            "`frontdeskctl keyring new --file FILE` makes"));
      }
      log::Info("slot_ids_of_this_process_alone");
    }
    return absl::OkStatus();
  }

  const std::string& url() const override { return server_->url(); }
  void Drain() override { server_->Drain(); }
  void Stop(absl::Duration grace) override {
    server_->Stop(grace);
    follower_.Stop();
  }

 private:
  const Clock& clock_;
  const std::unique_ptr<gateway::AvailabilityClient> availability_;
  const std::unique_ptr<gateway::BookingClient> booking_;
  const std::unique_ptr<gateway::KeyClient> keys_;
  const std::unique_ptr<gateway::HealthClient> health_;
  const std::unique_ptr<gateway::CallClient> calls_;
  const std::unique_ptr<gateway::CacheClient> cache_;
  ClinicChanges changes_;
  const std::unique_ptr<ClinicChangeSource> told_;
  ClinicFollower follower_;
  gateway::App app_;
  gateway::ErrorPages error_pages_{clock_};
  std::unique_ptr<gateway::CallerLimits> limits_;
  std::unique_ptr<gateway::HttpServer> server_;  // last, so that it stops first
};

}  // namespace

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(const Options& options,
                                                        const GatewayPeers& peers,
                                                        const Clock& clock) {
  ASSIGN_OR_RETURN(std::vector<gateway::PlatformSecret> platform_secrets,
                   gateway::ReadPlatformSecrets(options.platform_secret_file));
  ASSIGN_OR_RETURN(SlotIds slot_ids, SlotIdsFor(options));
  auto gateway = std::make_unique<RunningGateway>(options, std::move(platform_secrets),
                                                  std::move(slot_ids), peers, clock);
  RETURN_IF_ERROR(gateway->Listen(options));
  return gateway;
}

}  // namespace frontdesk
