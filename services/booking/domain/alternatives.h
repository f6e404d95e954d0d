#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_ALTERNATIVES_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_ALTERNATIVES_H_

#include <cstddef>
#include <vector>

#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "services/booking/domain/plan_booking.h"
#include "services/schedule_cache/client/schedule_cache_client.h"
#include "services/session/client/session_client.h"

namespace frontdesk::booking {

// The starts that serve best instead of `wanted`: the closest `most`, in the order of time.
std::vector<absl::Time> Closest(std::vector<absl::Time> starts, absl::Time wanted,
                                std::size_t most);

// What to offer when `wanted` cannot be had, at most five times in all, best first: of the same day
// with the same practitioner and place, else of the next day within two weeks that has some; then
// of that day the same practitioner at other places and the same service with others, who have two
// of the five between them however much the first has; then, where that leaves room, the next days.
// Where there is nothing from the day on, the soonest times before it: a clinic is open for booking
// only so many days ahead. Without what this session has turned down and without what a booking of
// ours holds, on whichever replica it was made. Empty if there is nothing or it cannot be told
// soon: a refusal hardly waits for its alternatives. Asks for open slots at most three times.
// Source: contract/webhooks.md, section 2.7.
std::vector<DayOpenings> FindAlternatives(const Directory& directory, const BookingPlan& plan,
                                          absl::Time wanted, ScheduleCacheClient& schedule,
                                          SessionClient& sessions, const CallContext& call);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_ALTERNATIVES_H_
