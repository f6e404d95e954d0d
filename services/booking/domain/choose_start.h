#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_CHOOSE_START_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_CHOOSE_START_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/directory_cache/directory_cache.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "services/booking/domain/plan_booking.h"
#include "services/schedule_cache/client/schedule_cache_client.h"

namespace frontdesk::booking {

// What follows. Whoever claims a time finds out then which ones our own bookings take, so they are
// not asked for before.
enum class Next { kClaim, kMove };

// The first of the plan's starts that is open, by data no older than `slot_age`. Fails with
// kTimeNotAvailable, and kBookingSystemUnavailable where only old data is there.
absl::StatusOr<absl::Time> ChooseStart(const Directory& directory, const BookingPlan& plan,
                                       absl::Duration slot_age, Next next,
                                       ScheduleCacheClient& schedule, DirectoryCache& directories,
                                       const CallContext& call);

// A failure before anything was booked. Where the reason is lateness it must not sound like a
// booking that is under way.
absl::Status NothingDone(const absl::Status& why);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_CHOOSE_START_H_
