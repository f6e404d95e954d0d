#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_CHANGE_FOLLOWER_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_CHANGE_FOLLOWER_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
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

// Keeps a memory in step with what happens on other replicas, by asking every so often what
// changed.
class ChangeFollower {
 public:
  // Called for every clinic that changed lately, again and again.
  using OnClinic = std::function<void(const ClinicState&)>;

  // The references must outlive the object.
  ChangeFollower(SlotChanges& changes, SlotMemory& memory, const Clock& clock,
                 SlotCounters& counters, OnClinic on_clinic,
                 const ChangeFollowerOptions& options = {});

  // Ends the thread that Start began.
  ~ChangeFollower();
  ChangeFollower(const ChangeFollower&) = delete;
  ChangeFollower& operator=(const ChangeFollower&) = delete;

  // Asks once and evicts what changed. Not thread-safe.
  absl::Status Poll();

  // Polls on a thread of its own until the end; call it once.
  void Start();

 private:
  void Follow();

  SlotChanges& changes_;
  SlotMemory& memory_;
  const Clock& clock_;
  SlotCounters& counters_;
  const OnClinic on_clinic_;
  const ChangeFollowerOptions options_;
  absl::flat_hash_set<std::string> seen_;  // the keys of the last answer
  absl::Time last_good_ = absl::InfinitePast();
  bool failing_ = false;
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_CHANGE_FOLLOWER_H_
