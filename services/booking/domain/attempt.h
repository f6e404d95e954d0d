#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_ATTEMPT_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_ATTEMPT_H_

#include "absl/time/time.h"
#include "services/booking/domain/booking.h"
#include "services/booking/domain/plan_booking.h"

namespace frontdesk::booking {

// A start is the one that was asked for if it is this near. Source: contract/webhooks.md,
// section 4.9.
inline constexpr absl::Duration kSameStart = absl::Seconds(60);

// The booking that `plan` asks for at `start`, under the key that makes the same request the same
// attempt: the request's own id, else patient, practitioner and start.
NewBooking AttemptOf(const BookingPlan& plan, const BookingRequest& request, absl::Time start);

// Whether `earlier`, the active or last booking under the key of an attempt, keeps the key to
// requests of its own content: while it is active, and where the request named itself for a day,
// whatever became of the booking. The same request may come again once its booking failed, was
// cancelled or moved; it is then made anew.
bool KeepsItsKey(const Booking& earlier, absl::Time now);

// Whether a booking that holds the wanted time is the same patient's at the same start: the agent
// asked twice, perhaps spelling the name in another way. Source: contract/webhooks.md, section 4.9.
bool IsSameWish(const Booking& booking, const NewBooking& attempt);

// Whether it was asked for with the very same wish, of the same service at the same place; the name
// may be spelt in another way.
bool IsSameRequest(const Booking& booking, const NewBooking& attempt);

// Whether whoever asks for `attempt` may hear that `booking` is theirs: it is under the number that
// they call from, or was booked from it; their request named itself as the booking's did; or it was
// booked in this call. A number that is only said, with whatever name, is nobody's proof: to them
// the time is taken as it is to any stranger.
bool MayHearOf(const Booking& booking, const NewBooking& attempt, absl::Time now);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_ATTEMPT_H_
