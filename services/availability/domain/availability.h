#ifndef FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_AVAILABILITY_H_
#define FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_AVAILABILITY_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/civil/time_of_day.h"
#include "libs/directory_cache/directory_cache.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/resolve/references.h"
#include "services/availability/domain/data_age.h"
#include "services/availability/domain/said_day.h"
#include "services/availability/domain/usual_places.h"
#include "services/schedule_cache/client/schedule_cache_client.h"
#include "services/schedule_cache/client/why_nothing.h"

namespace frontdesk::availability {

struct AvailabilityQuery {
  ClinicId clinic;
  Caller caller;
  PractitionerRef practitioner;  // empty or "anyone": all who offer the type
  AppointmentTypeRef appointment_type;
  BusinessRef business;
  SaidDay when;
  std::optional<DayPart> part;
};

struct AvailabilityAnswer {
  absl::CivilDay requested_day;
  // The free times of one day; one element for a named practitioner, up to three otherwise.
  std::vector<DayOpenings> openings;
  bool requested_day_available = false;  // the openings are of the requested day
  // The requested day has nothing in `part`: the openings are its other times or, if it has none
  // either and no later day has any in that part, those of the first later day that has some.
  bool other_part = false;
  NothingFree reason = NothingFree::kUnknown;  // why it has none, if it has none
  // If it has none, or none in `part`: the earliest time of whom and what was asked for anywhere,
  // and where that is another time, at the business that was asked for. One time each.
  std::optional<DayOpenings> next_available;
  std::optional<DayOpenings> next_at_requested;
  std::vector<Business>
      other_businesses;  // where else the practitioner works, if nobody said where
  bool year_repaired = false;
  std::optional<DayPart> part;
  DataAge age;
};

// Answers what a patient may book. Reads only. Thread-safe.
class Availability {
 public:
  // The arguments must outlive the object.
  Availability(DirectoryCache& directories, ScheduleCacheClient& schedule, UsualPlaces& places,
               const Clock& clock)
      : directories_(directories), schedule_(schedule), places_(places), clock_(clock) {}

  // The free times of a day, or of the next day within kForwardDays that has some.
  // Errors: those of CheckAvailability in availability.proto.
  absl::StatusOr<AvailabilityAnswer> Check(const AvailabilityQuery& query, const CallContext& call);

 private:
  struct Search;

  // Looks at the days after the one that was asked for, until one has times. If none has any in the
  // part of the day, but in another, that is the answer.
  absl::Status LookAhead(const Search& search, const CallContext& call, AvailabilityAnswer& answer);

  DirectoryCache& directories_;
  ScheduleCacheClient& schedule_;
  UsualPlaces& places_;
  const Clock& clock_;
};

// How far Check looks beyond a day that has nothing. Source: contract/webhooks.md, section 2.4.
inline constexpr int kForwardDays = 14;

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_AVAILABILITY_H_
