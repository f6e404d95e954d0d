#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_ALTERNATIVES_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_ALTERNATIVES_H_

#include <vector>

#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "services/booking/domain/plan_booking.h"
#include "services/schedule_cache/client/schedule_cache_client.h"

namespace frontdesk::booking {

// The starts that serve best instead of `wanted`: the closest `most`, in the order of time.
std::vector<absl::Time> Closest(std::vector<absl::Time> starts, absl::Time wanted,
                                std::size_t most);

// What to offer when `wanted` cannot be had: up to five times of the same day with the same
// practitioner, place and service, else of the next day within two weeks that has some. Empty if
// there is nothing or it cannot be told in time: a refusal does not wait for its alternatives.
// Source: contract/webhooks.md, section 2.7.
std::vector<DayOpenings> FindAlternatives(const Directory& directory, const BookingPlan& plan,
                                          absl::Time wanted, ScheduleCacheClient& schedule,
                                          const CallContext& call);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_ALTERNATIVES_H_
