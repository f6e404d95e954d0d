#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_BOOKING_MARK_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_BOOKING_MARK_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "libs/domain/ids.h"

namespace frontdesk::booking {

// What ties an appointment in Cliniko to its booking: a line in its notes.
std::string MarkOf(const BookingId& id);

// Whose mark is in an appointment's notes; empty: nobody's. Staff may edit the notes, so it need
// not be the id of a booking.
std::optional<BookingId> MarkedIn(absl::string_view notes);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_BOOKING_MARK_H_
