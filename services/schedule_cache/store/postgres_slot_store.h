#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_POSTGRES_SLOT_STORE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_POSTGRES_SLOT_STORE_H_

#include "services/schedule_cache/domain/slot_store.h"

namespace frontdesk {
class PostgresPool;
}

namespace frontdesk::schedule_cache {

// Cached days in schedule_cache.slot_cache; our own bookings as the view booking.occupied_times tells
// them.
class PostgresSlotStore : public SlotStore {
 public:
  // `pool` must outlive the object.
  explicit PostgresSlotStore(PostgresPool& pool) : pool_(pool) {}

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
  PostgresPool& pool_;
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_POSTGRES_SLOT_STORE_H_
