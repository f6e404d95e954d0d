#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_SCHEDULE_CACHE_CLIENT_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_SCHEDULE_CACHE_CLIENT_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/search.h"

namespace frontdesk {

// What to ask for; the days are on the clinic's calendar, both included.
struct SlotQuery {
  ClinicId clinic;
  std::vector<Offering> offerings;
  absl::CivilDay first_day;
  absl::CivilDay last_day;
  std::optional<absl::Duration> max_age;  // empty: the cache's own limit; zero reads live
  // Whoever is about to claim one of these for a booking and finds out then which times our own
  // bookings take: as long as one is open in Cliniko they are not taken out of the answer.
  std::vector<absl::Time> starts_to_book = {};
};

// The open starts of one offering on one day, earliest first, none in the past.
struct OpenDay {
  Offering offering;
  absl::CivilDay day;
  std::vector<absl::Time> starts;
  absl::Time fetched_at;
  bool stale = false;
  bool not_bookable_online = false;
};

struct SlotAnswer {
  std::vector<OpenDay> days;  // none for a day on which nobody works
  bool partial = false;
  std::int64_t directory_version = 0;
  SearchCost cost;
};

// The schedule-cache service as its callers see it. Errors are those of schedule_cache.proto.
// Implementations are thread-safe.
class ScheduleCacheClient {
 public:
  virtual ~ScheduleCacheClient() = default;

  // Null if `known_version` is the current one.
  virtual absl::StatusOr<std::shared_ptr<const Directory>> GetDirectory(
      const ClinicId& clinic, std::int64_t known_version, const CallContext& call) = 0;

  virtual absl::StatusOr<SlotAnswer> ListOpenSlots(const SlotQuery& query,
                                                   const CallContext& call) = 0;

  virtual absl::Status InvalidateSlots(const ClinicId& clinic, const PractitionerId& practitioner,
                                       absl::CivilDay first_day, absl::CivilDay last_day,
                                       const CallContext& call) = 0;

  // The same for days that were dropped in the database together with a booking.
  virtual absl::Status ForgetSlots(const ClinicId& clinic, const PractitionerId& practitioner,
                                   absl::CivilDay first_day, absl::CivilDay last_day,
                                   const CallContext& call) = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_SCHEDULE_CACHE_CLIENT_H_
