#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_INSERT_BOOKING_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_INSERT_BOOKING_H_

#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/booking/domain/booking_store.h"

namespace frontdesk::booking {

// Claims a time for tests that are about something else: whatever is in question is decided to be
// no obstacle.
inline absl::StatusOr<Booking> Insert(BookingStore& store, const NewBooking& booking,
                                      absl::Time deadline) {
  ClaimTerms terms{.keys = {booking.idempotency_key}, .starts = {booking.claim.time.start}};
  while (true) {
    absl::StatusOr<ClaimAnswer> answer = store.ClaimTime(booking, terms, deadline);
    if (!answer.ok()) return answer.status();
    if (answer->booking.has_value()) return *std::move(answer->booking);
    for (const Booking& other : answer->in_question) terms.decided.push_back(other.id);
  }
}

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_INSERT_BOOKING_H_
