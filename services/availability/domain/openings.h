#ifndef FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_OPENINGS_H_
#define FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_OPENINGS_H_

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "libs/civil/time_of_day.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/client/schedule_cache_client.h"

namespace frontdesk::availability {

// What of an answer is free: one element for each offering and day that has a time in `part` and in
// `window` (all day if empty), in the order of the days, then of the first time, then of the
// practitioner's name.
std::vector<DayOpenings> FreeOpenings(const Directory& directory, const SlotAnswer& answer,
                                      std::optional<DayPart> part,
                                      std::optional<TimeWindow> window);

// Those of `openings` (as FreeOpenings orders them) that are of the first day that has any.
std::vector<DayOpenings> OfFirstDay(std::vector<DayOpenings> openings);

// Of several offerings of one practitioner at one day keeps one business: the first of `preferred`
// that has times, else the one with the earliest time.
std::vector<DayOpenings> AtOneBusiness(std::vector<DayOpenings> openings,
                                       const std::vector<BusinessId>& preferred);

// At most `limit` practitioners, one element each.
std::vector<DayOpenings> FirstPractitioners(std::vector<DayOpenings> openings, std::size_t limit);

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_OPENINGS_H_
