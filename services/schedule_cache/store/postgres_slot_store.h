#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_POSTGRES_SLOT_STORE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_POSTGRES_SLOT_STORE_H_

#include <mutex>

#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "services/schedule_cache/domain/slot_store.h"

namespace frontdesk {
class PostgresPool;
}

namespace frontdesk::schedule_cache {

// Cached days in schedule_cache.slot_cache; our own bookings as the view booking.occupied_times tells
// them. A drop leaves a row in schedule_cache.slot_drops for the other replicas. Now and then a Save also
// deletes some days that are past in every time zone, and old rows of drops.
class PostgresSlotStore : public SlotStore {
 public:
  // Both must outlive the object.
  PostgresSlotStore(PostgresPool& pool, const Clock& clock) : pool_(pool), clock_(clock) {}

  absl::StatusOr<Known> Load(const ClinicId& clinic, absl::Span<const Offering> offerings,
                             const DaySpan& days, const TimeRange& within,
                             absl::Time deadline) override;
  absl::StatusOr<TakenTimes> LoadTaken(const ClinicId& clinic,
                                       absl::Span<const Offering> offerings,
                                       const TimeRange& within, absl::Time deadline) override;
  absl::Status Save(const ClinicId& clinic, absl::Span<const CachedDay> days,
                    absl::Time deadline) override;
  absl::StatusOr<int> Drop(const ClinicId& clinic, const PractitionerId& practitioner,
                           const DaySpan& days, absl::Time deadline) override;

 private:
  // Deletes a bounded number of past days, unless that was done not long ago.
  void PurgeNowAndThen(absl::Time deadline);

  PostgresPool& pool_;
  const Clock& clock_;
  std::mutex mutex_;
  absl::Time next_purge_ = absl::InfinitePast();  // guarded by mutex_
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_POSTGRES_SLOT_STORE_H_
