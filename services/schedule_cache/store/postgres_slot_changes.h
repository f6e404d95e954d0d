#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_POSTGRES_SLOT_CHANGES_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_POSTGRES_SLOT_CHANGES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/schedule_cache/domain/slot_changes.h"

namespace frontdesk {
class PostgresPool;
}

namespace frontdesk::schedule_cache {

// Reads the view booking.booking_changes, schedule_cache.slot_drops and clinic_changes in one
// query.
class PostgresSlotChanges : public SlotChanges {
 public:
  // `pool` must outlive the object. It had better be one of its own with a single connection: a
  // replica whose connections are all busy would cease to trust its memory, and need more of them.
  // `reach` is in whole seconds, kReach but in tests.
  explicit PostgresSlotChanges(PostgresPool& pool, absl::Duration reach = kReach);

  absl::StatusOr<RecentChanges> Recent(absl::Time deadline) override;

 private:
  PostgresPool& pool_;
  const std::string query_;
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_POSTGRES_SLOT_CHANGES_H_
