#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_CHANGE_FOLLOWER_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_CHANGE_FOLLOWER_H_

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_changes.h"
#include "services/schedule_cache/domain/slot_changes.h"
#include "services/schedule_cache/domain/slot_counters.h"
#include "services/schedule_cache/domain/slot_memory.h"

namespace frontdesk::schedule_cache {

struct ChangeFollowerOptions {
  absl::Duration every = absl::Milliseconds(250);
  // An answer later than this is of no use any more.
  absl::Duration poll_limit = absl::Seconds(2);
  // After a longer silence changes may have been missed, so everything is evicted. What is left of
  // SlotChanges::kReach is for transactions that commit late.
  absl::Duration longest_gap = absl::Seconds(10);
};

// Keeps what this process holds in memory in step with what happens on other replicas, by asking
// every so often what changed.
class ChangeFollower {
 public:
  // Called for every clinic that changed lately, again and again.
  using OnClinic = std::function<void(const ClinicState&)>;

  // What the last answer told of clinics.
  struct Told {
    absl::Time asked_at = absl::InfinitePast();  // by `system`
    std::shared_ptr<const std::vector<ClinicState>> clinics;
  };

  // The references must outlive the object. What is told of clinics goes to `clinics`, which
  // nobody else tells anything, with the moments of `system`; the memory's are those of `clock`.
  ChangeFollower(SlotChanges& changes, SlotMemory& memory, ClinicChanges& clinics,
                 const Clock& clock, const Clock& system, SlotCounters& counters,
                 OnClinic on_clinic, const ChangeFollowerOptions& options = {});

  // Ends the thread that Start began.
  ~ChangeFollower();
  ChangeFollower(const ChangeFollower&) = delete;
  ChangeFollower& operator=(const ChangeFollower&) = delete;

  // Asks once and evicts what changed. Not thread-safe.
  absl::Status Poll();

  // Polls on a thread of its own until the end; call it once.
  void Start();

  // Thread-safe.
  Told told() const {
    const std::lock_guard lock(mutex_);
    return told_;
  }

 private:
  void Follow();

  SlotChanges& changes_;
  SlotMemory& memory_;
  ClinicChanges& clinics_;
  const Clock& clock_;
  const Clock& system_;
  SlotCounters& counters_;
  const OnClinic on_clinic_;
  const ChangeFollowerOptions options_;
  absl::flat_hash_set<std::string> seen_;  // the keys of the last answer
  absl::Time last_good_ = absl::InfinitePast();
  bool failing_ = false;
  mutable std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;  // guarded by mutex_
  Told told_;              // the same
  std::thread thread_;
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_CHANGE_FOLLOWER_H_
