#include "services/booking/booking_service.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "libs/civil/clock.h"
#include "libs/civil/wall_clock.h"
#include "libs/clinics/cached_clinic_registry.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/clinics/credentials_renewal.h"
#include "libs/clinics/http_cliniko_clients.h"
#include "libs/clinics/postgres_clinic_registry.h"
#include "libs/cliniko_budget/postgres_cliniko_budget.h"
#include "libs/directory_cache/directory_cache.h"
#include "libs/postgres/connection_words.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/privacy/purge.h"
#include "libs/privacy/purge_turn.h"
#include "libs/seal/keyring.h"
#include "libs/status/status_macros.h"
#include "libs/turns/postgres_turns.h"
#include "libs/turns/rounds.h"
#include "services/booking/booking_metrics.h"
#include "services/booking/domain/appointment_desk.h"
#include "services/booking/domain/appointment_finder.h"
#include "services/booking/domain/booker.h"
#include "services/booking/domain/ledger.h"
#include "services/booking/domain/mover.h"
#include "services/booking/domain/patient_finder.h"
#include "services/booking/domain/patient_sync.h"
#include "services/booking/domain/patient_sync_desk.h"
#include "services/booking/domain/reconciler.h"
#include "services/booking/domain/settler.h"
#include "services/booking/domain/staff_watch.h"
#include "services/booking/server/booking_server.h"
#include "services/booking/store/postgres_booking_store.h"
#include "services/booking/store/postgres_outcome_store.h"
#include "services/booking/store/postgres_patient_index.h"
#include "services/booking/store/postgres_patient_store.h"
#include "services/booking/store/postgres_staff_change_store.h"
#include "services/schedule_cache/client/clinic_follower.h"
#include "services/schedule_cache/client/grpc_clinic_change_source.h"
#include "services/schedule_cache/client/grpc_schedule_cache_client.h"
#include "services/session/client/grpc_session_client.h"

namespace frontdesk {
namespace {

// Clinics whose patients are read at a time: a large account must not hold up all others.
constexpr int kPatientWorkers = 3;
// For telling schedule-cache that slots have changed.
constexpr absl::Duration kDropping = absl::Seconds(2);

// What is kept for months need not go to the hour.
constexpr absl::Duration kPurgeEvery = absl::Hours(24);
constexpr absl::Duration kPurgeWithin = absl::Hours(1);
constexpr absl::Duration kPurgeLease = absl::Minutes(20);

class WholeBookingService : public BookingService {
 public:
  WholeBookingService(const BookingServiceOptions& options, const BookingPeers& peers,
                      Keyring keyring)
      : first_watch_within_(std::min(options.watch_busy_staff_every, options.watch_staff_every)),
        keyring_(std::move(keyring)),
        pool_({.url = options.database_url,
               .size = options.database_connections,
               .owner = "booking"}),
        budget_(pool_, clock_, options.cliniko_budget, "booking"),
        clients_(registry_, clock_,
                 {.base_url = options.cliniko_url,
                  .budget = &budget_,
                  .hang_up = hang_up_.get_token(),
                  .service = "booking"}),
        schedule_(MakeScheduleCacheClient(peers.schedule_cache)),
        sessions_(MakeGrpcSessionClient(peers.session)),
        told_(MakeGrpcClinicChangeSource(peers.schedule_cache.channel)),
        patient_rounds_(patient_turns_,
                        {.name = "patient_sync",
                         .every = options.sync_patients_every,
                         .every_if_busy = std::min(options.sync_busy_patients_every,
                                                   options.sync_patients_every),
                         .workers = kPatientWorkers},
                        [this](const Turn& turn, const std::stop_token& stop) {
                          return patient_sync_.Sync(turn, stop);
                        }),
        watch_rounds_(
            watch_turns_,
            {.name = "staff_watch",
             .every = options.watch_staff_every,
             .every_if_busy = std::min(options.watch_busy_staff_every, options.watch_staff_every),
             .longest_retry = options.watch_staff_every},
            [this](const Turn& turn, const std::stop_token& stop) {
              return staff_watch_.Look(turn, stop);
            }),
        purge_(pool_, options.retention),
        purge_rounds_(purge_turns_,
                      {.name = "purge",
                       .every = kPurgeEvery,
                       .every_if_busy = kPurgeEvery,
                       .look_every = absl::Minutes(1),
                       .lease = kPurgeLease,
                       .workers = 1},
                      [this](const Turn& turn, const std::stop_token& stop) {
                        return PurgeInTurn(purge_, turn, stop, absl::Now() + kPurgeLease / 2);
                      }) {
    follower_.Start();
    renewal_.Start();
  }

  ~WholeBookingService() override { StopAsking(); }

  grpc::Service& service() override { return server_; }

  // Nobody is served any more, so nobody waits for Cliniko: what works in the background ends now.
  void StopAsking() override {
    for (Rounds* rounds : {&patient_rounds_, &watch_rounds_, &purge_rounds_}) rounds->RequestStop();
    hang_up_.request_stop();
    for (Rounds* rounds : {&patient_rounds_, &watch_rounds_, &purge_rounds_}) rounds->Stop();
    reconciler_.Stop();
    follower_.Stop();
  }

  PoolUse pool_use() const override {
    const PostgresPool::Stats stats = pool_.stats();
    return {.most = stats.size, .open = stats.in_use + stats.idle, .in_use = stats.in_use};
  }

 private:
  // Nobody waits: what staff or a crash freed is offered again on all replicas, and what they took
  // is not any more.
  void Drop(const booking::Claim& claim) {
    const CallContext call{.deadline = absl::Now() + kDropping};
    const auto directory = directories_.Get(claim.clinic, call);
    if (directory.ok()) booking::DropSlots(**directory, claim, *schedule_, call);
  }

  const absl::Duration first_watch_within_;
  const Keyring keyring_;
  SystemClock clock_;
  WallClock wall_;
  PostgresPool pool_;
  PostgresClinicRegistry all_clinics_{pool_, keyring_};
  ClinicChanges changes_;
  CachedClinicRegistry registry_{all_clinics_, changes_, clock_};
  PostgresClinikoBudget budget_;
  std::stop_source hang_up_;
  HttpClinikoClients clients_;
  const std::unique_ptr<ScheduleCacheClient> schedule_;
  const std::unique_ptr<SessionClient> sessions_;
  const std::unique_ptr<ClinicChangeSource> told_;
  DirectoryCache directories_{
      [this](const ClinicId& clinic, std::int64_t known, const CallContext& call) {
        return schedule_->GetDirectory(clinic, known, call);
      },
      clock_, changes_};
  ClinicFollower follower_{*told_, changes_, clock_,
                           [this](const ClinicId& clinic, std::int64_t version) {
                             directories_.Expect(clinic, version);
                           }};
  booking::PostgresBookingStore bookings_{pool_, &budget_};
  booking::PostgresPatientStore patients_{pool_};
  booking::PatientFinder finder_{patients_};
  booking::Settler settler_{bookings_, clock_};
  booking::Booker booker_{{.directories = directories_,
                           .schedule = *schedule_,
                           .sessions = *sessions_,
                           .clinikos = clients_,
                           .bookings = bookings_,
                           .patients = finder_,
                           .settler = settler_,
                           .clock = wall_},
                          {}};
  booking::AppointmentFinder appointment_finder_{patients_, bookings_, wall_};
  booking::Mover mover_{{.directories = directories_,
                         .schedule = *schedule_,
                         .sessions = *sessions_,
                         .clinikos = clients_,
                         .bookings = bookings_,
                         .finder = appointment_finder_,
                         .settler = settler_,
                         .clock = wall_},
                        {}};
  booking::AppointmentDesk appointment_desk_{{.directories = directories_,
                                              .schedule = *schedule_,
                                              .clinikos = clients_,
                                              .bookings = bookings_,
                                              .finder = appointment_finder_,
                                              .settler = settler_,
                                              .clock = wall_}};
  PostgresTurns patient_turns_{
      pool_, {.table = "booking.patient_syncs", .busy_clinics = "booking.busy_clinics"}};
  booking::PostgresPatientIndex patient_index_{pool_};
  booking::PatientSync patient_sync_{registry_, clients_, patient_index_, clock_, {}};
  booking::PatientSyncDesk patient_sync_desk_{patient_turns_, patient_index_,
                                              [this] { patient_rounds_.LookNow(); }};
  booking::PostgresOutcomeStore outcomes_{pool_};
  booking::BookingServer server_{
      booker_, mover_, appointment_desk_, bookings_, directories_, patient_sync_desk_, outcomes_};
  booking::Reconciler reconciler_{
      bookings_, clients_, settler_, {}, [this](const booking::Claim& claim) { Drop(claim); }};
  PostgresTurns watch_turns_{pool_,
                             {.table = "booking.appointment_watches",
                              .busy_clinics = "booking.busy_clinics",
                              .first_within = first_watch_within_}};
  booking::PostgresStaffChangeStore staff_changes_{pool_};
  booking::StaffWatch staff_watch_{
      clients_, staff_changes_, clock_, {}, [this](const booking::Claim& claim) { Drop(claim); }};
  booking::BookingMetrics metrics_{pool_, {}};
  CredentialsRenewal renewal_{registry_, changes_, clock_};
  Rounds patient_rounds_;  // last, since they work with the others
  Rounds watch_rounds_;
  PostgresTurns purge_turns_{
      pool_,
      {.table = "booking.purges", .first_within = kPurgeWithin, .disabled_clinics_too = true}};
  Purge purge_;
  Rounds purge_rounds_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<BookingService>> BookingService::Create(
    const BookingServiceOptions& options, const BookingPeers& peers) {
  RETURN_IF_ERROR(ConnectionWords(options.database_url).status());
  ASSIGN_OR_RETURN(Keyring keyring, Keyring::Load(options.keyring_file));
  return std::make_unique<WholeBookingService>(options, peers, std::move(keyring));
}

}  // namespace frontdesk
