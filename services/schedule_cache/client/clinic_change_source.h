#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_CLINIC_CHANGE_SOURCE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_CLINIC_CHANGE_SOURCE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk {

// What changed lately of the clinics.
struct ToldChanges {
  struct Change {
    std::string key;  // names the clinic's changes of that time among all
    ClinicId clinic;
    std::int64_t directory_version = 0;  // -1: there is no such clinic any more
  };
  std::vector<Change>
      changes;         // all that was committed from 30 seconds before `age` ago until then
  absl::Duration age;  // how long ago the database said so, at least
};

// Tells it: the schedule cache does, whichever replica is asked. Implementations are thread-safe.
class ClinicChangeSource {
 public:
  virtual ~ClinicChangeSource() = default;
  virtual absl::StatusOr<ToldChanges> Recent(absl::Time deadline) = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_CLINIC_CHANGE_SOURCE_H_
