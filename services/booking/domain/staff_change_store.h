#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_STAFF_CHANGE_STORE_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_STAFF_CHANGE_STORE_H_

#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/turns/turns.h"
#include "services/booking/domain/booking.h"

namespace frontdesk::booking {

// A booking that stands, as it may be compared with Cliniko.
struct StandingBooking {
  BookingId id;
  AppointmentId appointment;
  Claim claim;
  absl::Time updated_at;
  // Something of ours changed it a moment ago, or is about to: what Cliniko shows may be our own
  // doing, or older than it.
  bool in_motion = false;
};

// The bookings that stand, for whoever follows what staff do with them in Cliniko. Implementations
// are thread-safe; all calls fail with kBookingSystemUnavailable where the store cannot be reached.
class StaffChangeStore {
 public:
  virtual ~StaffChangeStore() = default;

  // Until when the changes of the turn's clinic have been read; empty: never.
  virtual absl::StatusOr<std::optional<absl::Time>> ReadUpTo(const Turn& turn,
                                                             absl::Time deadline) = 0;
  // Fails with Aborted if the turn is somebody else's.
  virtual absl::Status SetReadUpTo(const Turn& turn, absl::Time time, absl::Time deadline) = 0;

  // The booked ones of these appointments that are not over yet.
  virtual absl::StatusOr<std::vector<StandingBooking>> FindStanding(
      const ClinicId& clinic, absl::Span<const AppointmentId> appointments,
      absl::Time deadline) = 0;

  // Each records the event, as done by staff, and does nothing if the booking has changed since it
  // was found. Returns whether it did something.
  virtual absl::StatusOr<bool> MarkCancelled(const StandingBooking& booking,
                                             absl::Time deadline) = 0;
  // Staff may move an appointment onto another booking of ours: it is booked where they put it.
  virtual absl::StatusOr<bool> MarkMoved(const StandingBooking& booking, const Claim& to,
                                         absl::Time deadline) = 0;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_STAFF_CHANGE_STORE_H_
