#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_STORE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_STORE_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/domain/open_slots.h"

namespace frontdesk::schedule_cache {

inline constexpr absl::Duration kJustNow = absl::Milliseconds(10);

// Where cached days are kept, shared by all replicas. Implementations are thread-safe. Every call
// ends by `deadline` and fails with kBookingSystemUnavailable where the store cannot be reached.
class SlotStore {
 public:
  struct Known {
    std::vector<CachedDay> days;  // in no particular order
    TakenTimes taken;             // of the offerings' practitioners, touching `within`
  };

  virtual ~SlotStore() = default;

  virtual absl::StatusOr<Known> Load(const ClinicId& clinic, absl::Span<const Offering> offerings,
                                     const DaySpan& days, const TimeRange& within,
                                     absl::Time deadline) = 0;

  // Known::taken alone, as it is by now.
  virtual absl::StatusOr<TakenTimes> LoadTaken(const ClinicId& clinic,
                                               absl::Span<const Offering> offerings,
                                               const TimeRange& within, absl::Time deadline) = 0;

  // What this object was told to save within the last kJustNow at least, without asking anybody;
  // empty where it does not remember.
  virtual std::optional<std::vector<CachedDay>> SavedJustNow(
      const ClinicId& /*clinic*/, absl::Span<const Offering> /*offerings*/,
      const DaySpan& /*days*/) {
    return std::nullopt;
  }

  // Keeps `days`; what is there already and was fetched later stays.
  virtual absl::Status Save(const ClinicId& clinic, absl::Span<const CachedDay> days,
                            absl::Time deadline) = 0;

  // Forgets the days of a practitioner, or of the whole clinic where that is empty, at every
  // business for every appointment type; says how many. SlotChanges tells the other replicas.
  virtual absl::StatusOr<int> Drop(const ClinicId& clinic, const PractitionerId& practitioner,
                                   const DaySpan& days, absl::Time deadline) = 0;
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_STORE_H_
