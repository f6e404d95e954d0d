#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_REFRESHER_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_REFRESHER_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/domain/slot_counters.h"
#include "services/schedule_cache/domain/slot_fetcher.h"
#include "services/schedule_cache/domain/slot_memory.h"
#include "services/schedule_cache/domain/slot_store.h"

namespace frontdesk::schedule_cache {

struct SlotRefresherOptions {
  absl::Duration fresh_for = absl::Minutes(5);
  // How often it looks for what is due.
  absl::Duration every = absl::Seconds(2);
  // What nobody has asked for in this time is left to expire: the call is over.
  absl::Duration asked_within = absl::Minutes(3);
  // A day is due when between these parts of its freshness are left (30 to 45 seconds of five
  // minutes): another moment on each replica, so that one fetches and the others find it in the
  // store.
  double earliest_part = 0.15;
  double latest_part = 0.10;
  // Fetches begun in one round.
  std::size_t most_fetches = 32;
  // A clinic whose refresh failed is left alone for so long.
  absl::Duration pause_after_failure = absl::Seconds(15);
  // How long a round waits for its fetches, and for the store.
  absl::Duration round_limit = absl::Seconds(10);
  std::uint64_t seed = 0;  // of this replica's moments
};

// Fetches what is about to expire and was asked for lately, so that a caller in the middle of a
// call does not wait for it. Background work: callers' fetches come first.
class SlotRefresher {
 public:
  // Where a clinic's directory is had from; called by one thread at a time.
  using Directories =
      std::function<absl::StatusOr<std::shared_ptr<const Directory>>(const ClinicId&)>;

  // The references must outlive the object.
  SlotRefresher(SlotMemory& memory, SlotStore& store, SlotFetcher& fetcher, Directories directories,
                const Clock& clock, SlotCounters& counters, const SlotRefresherOptions& options);

  // Ends the thread that Start began.
  ~SlotRefresher();
  SlotRefresher(const SlotRefresher&) = delete;
  SlotRefresher& operator=(const SlotRefresher&) = delete;

  // One round: fetches what is due now and renews it in memory. Not thread-safe.
  void Refresh();

  // Does so again and again on a thread of its own until the end; call it once.
  void Start();

 private:
  // Days of one offering that are due.
  struct Due {
    ClinicId clinic;
    Offering offering;
    std::int64_t directory_version = 0;
    std::vector<absl::CivilDay> days;
    absl::Time fetched_at;  // the latest of them
  };
  // What was begun for one of them.
  struct Begun {
    Due due;
    std::shared_ptr<const Directory> directory;
    std::uint64_t generation = 0;
    std::vector<std::shared_ptr<const SlotFetcher::Fetch>> fetches;
  };

  std::vector<Due> FindDue(absl::Time now);
  bool IsDue(const SlotMemory::Asked& asked, absl::Time now) const;
  void Finish(const Begun& begun, absl::Time until);
  void Work();

  SlotMemory& memory_;
  SlotStore& store_;
  SlotFetcher& fetcher_;
  const Directories directories_;
  const Clock& clock_;
  SlotCounters& counters_;
  const SlotRefresherOptions options_;
  absl::flat_hash_map<ClinicId, absl::Time> paused_until_;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_REFRESHER_H_
