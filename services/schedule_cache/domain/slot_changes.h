#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_CHANGES_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_CHANGES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk::schedule_cache {

// A booking of ours changed, or somebody dropped cached days.
struct SlotChange {
  std::string key;  // names the change among all
  ClinicId clinic;
  PractitionerId practitioner;  // empty: any of the clinic's
};

// A clinic of which something changed that others hold in memory: who it is, its numbers, keys and
// directory; as it is now.
struct ClinicState {
  std::string key;  // names its changes within reach among all
  ClinicId clinic;
  std::int64_t directory_version = 0;
  bool active = true;  // and still there
};

struct RecentChanges {
  std::vector<SlotChange> slots;
  std::vector<ClinicState> clinics;
};

// What has changed lately, on whichever replica of whichever service. Implementations are
// thread-safe.
class SlotChanges {
 public:
  // How far the answer reaches back, by the store's clock. A change of slots carries the moment at
  // which its transaction began, so one that commits late appears among earlier ones: who asks
  // every so often and looks at all that is new to them misses none that took less long than this,
  // less the time since they last asked. One of a clinic carries the moment at which its
  // transaction was about to commit, so none is missed however long that took.
  static constexpr absl::Duration kReach = absl::Seconds(30);

  virtual ~SlotChanges() = default;

  // Fails with kBookingSystemUnavailable.
  virtual absl::StatusOr<RecentChanges> Recent(absl::Time deadline) = 0;
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_CHANGES_H_
