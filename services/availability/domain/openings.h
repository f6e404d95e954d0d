#ifndef FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_OPENINGS_H_
#define FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_OPENINGS_H_

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/time_of_day.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/client/schedule_cache_client.h"

namespace frontdesk::availability {

// The free times of one offering on one day. Of a search's many of these few are told, so it points
// at the directory, which must outlive it, rather than copying who and where.
struct FreeDay {
  const Practitioner* practitioner;
  const Business* business;
  const AppointmentType* appointment_type;
  absl::CivilDay day;
  std::vector<absl::Time> starts;  // earliest first, at least one
};

// What of an answer is free: one element for each offering and day that has a time in `part` and in
// `window` (all day if empty), in the order of the days, then of the first time, then of the
// practitioner's name.
std::vector<FreeDay> FreeOpenings(const Directory& directory, const SlotAnswer& answer,
                                  std::optional<DayPart> part, std::optional<TimeWindow> window);

// Those of `days` (as FreeOpenings orders them) that are of the first day that has any.
std::vector<FreeDay> OfFirstDay(std::vector<FreeDay> days);

// Of several offerings of one practitioner at one day keeps one business: the first of `preferred`
// that has times, else the one with the earliest time.
std::vector<FreeDay> AtOneBusiness(std::vector<FreeDay> days,
                                   const std::vector<BusinessId>& preferred);

// At most `limit` practitioners, one element each.
std::vector<FreeDay> FirstPractitioners(std::vector<FreeDay> days, std::size_t limit);

// What can be told of them: all of `days`, and one time of `day`.
std::vector<DayOpenings> Told(const std::vector<FreeDay>& days);
DayOpenings Told(const FreeDay& day, absl::Time start);

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_OPENINGS_H_
