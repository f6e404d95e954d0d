#include "services/schedule_cache/schedule_cache_service.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "absl/random/random.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "libs/civil/clock.h"
#include "libs/civil/wall_clock.h"
#include "libs/clinics/cached_clinic_registry.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/clinics/credentials_renewal.h"
#include "libs/clinics/http_cliniko_clients.h"
#include "libs/clinics/postgres_clinic_registry.h"
#include "libs/clinics/punctual_clinic_registry.h"
#include "libs/cliniko_budget/postgres_cliniko_budget.h"
#include "libs/concurrency/in_time.h"
#include "libs/concurrency/thread_pool.h"
#include "libs/directory_cache/directory_cache.h"
#include "libs/postgres/connection_words.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/status/status_macros.h"
#include "libs/turns/postgres_turns.h"
#include "libs/turns/rounds.h"
#include "services/schedule_cache/directory/directory_sync.h"
#include "services/schedule_cache/directory/postgres_directory_store.h"
#include "services/schedule_cache/domain/change_follower.h"
#include "services/schedule_cache/domain/deferring_slot_store.h"
#include "services/schedule_cache/domain/punctual_slot_store.h"
#include "services/schedule_cache/domain/slot_cache.h"
#include "services/schedule_cache/domain/slot_counters.h"
#include "services/schedule_cache/domain/slot_fetcher.h"
#include "services/schedule_cache/domain/slot_memory.h"
#include "services/schedule_cache/domain/slot_refresher.h"
#include "services/schedule_cache/server/schedule_cache_server.h"
#include "services/schedule_cache/slot_metrics.h"
#include "services/schedule_cache/store/postgres_slot_changes.h"
#include "services/schedule_cache/store/postgres_slot_store.h"
#include "services/schedule_cache/store/slot_cache_summary.h"

namespace frontdesk {
namespace {

// While the change follower does not know what changes.
constexpr absl::Duration kDirectoryCheck = absl::Seconds(30);
constexpr absl::Duration kDirectoryLoad = absl::Seconds(5);
constexpr std::size_t kMostDirectoryLoads = 512;  // that wait for a thread
constexpr std::int64_t kNoVersion = -1;

class WholeScheduleCacheService : public ScheduleCacheService {
 public:
  WholeScheduleCacheService(const ScheduleCacheServiceOptions& options, Keyring keyring)
      : keyring_(std::move(keyring)),
        fresh_for_(options.fresh_for),
        pool_({.url = options.database_url,
               .size = options.database_connections,
               .owner = "schedule_cache"}),
        changes_pool_({.url = options.database_url, .size = 1}),
        punctual_clinics_(all_clinics_, static_cast<std::size_t>(options.database_connections)),
        budget_(pool_, clock_, options.cliniko_budget, "schedule_cache"),
        clients_(registry_, clock_,
                 {.base_url = options.cliniko_url,
                  .budget = &budget_,
                  .hang_up = hang_up_.get_token(),
                  .service = "schedule_cache"}),
        directory_turns_(pool_, {.table = "schedule_cache.directory_syncs",
                                 .first_within = options.sync_directory_every}),
        sync_(registry_, clients_, directory_store_, clock_, &directory_turns_,
              {.every = options.sync_directory_every}),
        directory_loads_(static_cast<std::size_t>(options.database_connections),
                         kMostDirectoryLoads),
        slot_store_(postgres_slots_,
                    {.threads = static_cast<std::size_t>(options.database_connections)}),
        memory_({.most_bytes = options.slot_memory_bytes}, counters_),
        slots_(memory_, deferring_, fetcher_, wall_, counters_, {.fresh_for = options.fresh_for}),
        refresher_(memory_, deferring_, fetcher_,
                   [this](const ClinicId& clinic) {
                     return directories_.Get(clinic, {.deadline = absl::Now() + kDirectoryLoad});
                   },
                   wall_, counters_,
                   {.fresh_for = options.fresh_for, .seed = absl::Uniform<std::uint64_t>(random_)}),
        directory_rounds_(
            directory_turns_,
            {.name = "directory_sync",
             .every = options.sync_directory_every,
             .every_if_busy = options.sync_directory_every},
            [this](const Turn& turn, const std::stop_token&) { return sync_.SyncInTurn(turn); }) {
    follower_.Start();
    renewal_.Start();
    refresher_.Start();
  }

  // Nobody is served any more, so nobody waits for Cliniko: what works in the background ends now.
  ~WholeScheduleCacheService() override {
    directory_rounds_.RequestStop();
    hang_up_.request_stop();
  }

  grpc::Service& service() override { return server_; }

  PoolUse pool_use() const override {
    const PostgresPool::Stats stats = pool_.stats();
    return {.most = stats.size, .open = stats.in_use + stats.idle, .in_use = stats.in_use};
  }

  schedule_cache::SlotStats slot_stats() const override {
    schedule_cache::SlotStats stats = counters_.Read();
    stats.entries = memory_.entries();
    stats.bytes = memory_.bytes();
    return stats;
  }

 private:
  using LoadedDirectory = absl::StatusOr<std::shared_ptr<const Directory>>;

  // By the deadline even where the database says nothing: whoever waits calls this on their own
  // thread.
  LoadedDirectory LoadDirectory(const ClinicId& clinic, std::int64_t known_version,
                                const CallContext& call) {
    const absl::Time deadline = std::min(call.deadline, absl::Now() + kDirectoryLoad);
    std::optional<LoadedDirectory> loaded = InTime<LoadedDirectory>(
        directory_loads_, deadline, [this, clinic, known_version, deadline] {
          return ReadDirectory(clinic, known_version, deadline);
        });
    if (!loaded.has_value()) return absl::DeadlineExceededError("the database does not answer");
    return *std::move(loaded);
  }

  LoadedDirectory ReadDirectory(const ClinicId& clinic, std::int64_t known_version,
                                absl::Time deadline) {
    if (known_version != 0) {
      ASSIGN_OR_RETURN(const std::int64_t version, directory_store_.LoadVersion(clinic, deadline));
      if (version == known_version) return nullptr;
    }
    ASSIGN_OR_RETURN(StoredDirectory stored, directory_store_.Load(clinic, deadline));
    return std::make_shared<const Directory>(std::move(stored.directory));
  }

  const Keyring keyring_;
  const absl::Duration fresh_for_;
  absl::BitGen random_;
  SystemClock clock_;
  WallClock wall_;  // of the slots
  PostgresPool pool_;
  PostgresPool changes_pool_;
  PostgresClinicRegistry all_clinics_{pool_, keyring_};
  ClinicChanges changes_of_clinics_;
  PunctualClinicRegistry punctual_clinics_;
  CachedClinicRegistry registry_{punctual_clinics_, changes_of_clinics_, clock_};
  PostgresClinikoBudget budget_;
  std::stop_source hang_up_;
  HttpClinikoClients clients_;
  PostgresDirectoryStore directory_store_{pool_};
  PostgresTurns directory_turns_;
  DirectorySync sync_;
  ThreadPool directory_loads_;
  DirectoryCache directories_{
      [this](const ClinicId& clinic, std::int64_t known, const CallContext& call) {
        return LoadDirectory(clinic, known, call);
      },
      clock_, changes_of_clinics_, kDirectoryCheck};
  schedule_cache::SlotCounters counters_;
  schedule_cache::PostgresSlotStore postgres_slots_{pool_, wall_};
  schedule_cache::PunctualSlotStore slot_store_;
  schedule_cache::PostgresSlotChanges slot_changes_{changes_pool_};
  schedule_cache::SlotMemory memory_;
  schedule_cache::DeferringSlotStore deferring_{slot_store_, memory_};
  schedule_cache::SlotFetcher fetcher_{clients_, deferring_, wall_, counters_, {}};
  schedule_cache::SlotCache slots_;
  schedule_cache::ScheduleCacheServer server_{
      registry_,
      directories_,
      sync_,
      slots_,
      counters_,
      [this](const ClinicId& clinic, absl::Time deadline) {
        return CountSlotCache(pool_, clinic, absl::Now() - fresh_for_, deadline);
      },
      [this] { return follower_.told(); },
      clock_};
  // Last, so that their threads end before what they use.
  schedule_cache::ChangeFollower follower_{
      slot_changes_,
      memory_,
      changes_of_clinics_,
      wall_,
      clock_,
      counters_,
      [this](const schedule_cache::ClinicState& clinic) {
        directories_.Expect(clinic.clinic, clinic.active ? clinic.directory_version : kNoVersion);
      }};
  CredentialsRenewal renewal_{registry_, changes_of_clinics_, clock_};
  schedule_cache::SlotRefresher refresher_;
  Rounds directory_rounds_;
  const std::vector<std::unique_ptr<metrics::Reading>> shown_ =
      schedule_cache::ShowSlotStats([this] { return slot_stats(); });
};

}  // namespace

absl::StatusOr<std::unique_ptr<ScheduleCacheService>> ScheduleCacheService::Create(
    const ScheduleCacheServiceOptions& options) {
  RETURN_IF_ERROR(ConnectionWords(options.database_url).status());
  ASSIGN_OR_RETURN(Keyring keyring, Keyring::Load(options.keyring_file));
  return std::make_unique<WholeScheduleCacheService>(options, std::move(keyring));
}

}  // namespace frontdesk
