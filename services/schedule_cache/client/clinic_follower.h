#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_CLINIC_FOLLOWER_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_CLINIC_FOLLOWER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/domain/ids.h"
#include "services/schedule_cache/client/clinic_change_source.h"

namespace frontdesk {

struct ClinicFollowerOptions {
  // With the 250 ms after which the schedule cache asks the database, what is known is less than
  // half a second old.
  absl::Duration every = absl::Milliseconds(150);
  absl::Duration poll_limit = absl::Seconds(1);
  // After a longer silence changes may have been missed, so all clinics count as changed. What is
  // older than this is no news.
  absl::Duration longest_gap = absl::Seconds(10);
};

// Keeps a process that has no database of its own to ask in step with what changes of clinics, by
// asking the schedule cache every so often.
class ClinicFollower {
 public:
  // Called for every clinic that changed lately, again and again: a replica of the schedule cache
  // that is asked meanwhile may not know of it yet.
  using OnClinic = std::function<void(const ClinicId& clinic, std::int64_t directory_version)>;

  // The references must outlive the object; nobody else tells `changes` anything.
  ClinicFollower(ClinicChangeSource& source, ClinicChanges& changes, const Clock& clock,
                 OnClinic on_clinic = nullptr, const ClinicFollowerOptions& options = {});

  // Asks once. Not thread-safe.
  absl::Status Poll();

  // Polls on a thread of its own until the end; call it once.
  void Start();

  // Ends that thread; nothing is asked any more afterwards. An in-process channel must not be used
  // once its server has stopped, so this comes before that. Not thread-safe.
  void Stop();

 private:
  absl::Status Fail(const absl::Status& failure);

  ClinicChangeSource& source_;
  ClinicChanges& changes_;
  const Clock& clock_;
  const OnClinic on_clinic_;
  const ClinicFollowerOptions options_;
  absl::flat_hash_set<std::string> seen_;  // the keys of the last answer
  absl::Time last_good_ = absl::InfinitePast();
  int failures_ = 0;     // in a row
  std::jthread thread_;  // last: it uses all of the above
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_CLINIC_FOLLOWER_H_
