#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_SETTLER_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_SETTLER_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/cliniko/client.h"
#include "libs/status/domain_error.h"
#include "services/booking/domain/booking.h"
#include "services/booking/domain/booking_store.h"

namespace frontdesk::booking {

// Makes Cliniko and the store agree about one booking. Every step can be repeated, so that a crash or a
// lost answer between any two is made good by settling again. Thread-safe.
class Settler {
 public:
  // `store` must outlive the object.
  explicit Settler(BookingStore& store) : store_(store) {}

  // Creates the appointment of a pending booking whose patient is known, and confirms it unless somebody
  // else has the time. On failure the booking is failed or being withdrawn where that is certain, else
  // still pending. Fails with kSlotTaken (withdrawn), kBookingFailed, kBookingSystemUnavailable, or
  // kStillChecking where the outcome is not known yet.
  absl::StatusOr<Booking> Create(Booking booking, cliniko::Client& client, absl::Time deadline);

  // Finds out what became of an unsettled booking that nobody works on any more, and finishes or undoes
  // it. A pending one that Cliniko does not have is failed. Errors as Create.
  absl::StatusOr<Booking> Recover(Booking booking, cliniko::Client& client, absl::Time deadline);

  // Fails a pending booking of which Cliniko has nothing.
  absl::Status Fail(const Booking& booking, DomainError reason, absl::Time deadline);

 private:
  // Confirms a booking whose appointment exists, or withdraws it.
  absl::StatusOr<Booking> Judge(Booking booking, cliniko::Client& client, absl::Time deadline);
  absl::StatusOr<Booking> Withdraw(Booking booking, cliniko::Client& client, absl::Time deadline);
  // Whether an entry that overlaps ours wins over it.
  absl::StatusOr<bool> Yields(const Booking& booking, cliniko::Client& client, absl::Time deadline);

  BookingStore& store_;
};

// What ties an appointment in Cliniko to its booking: a line in its notes.
std::string MarkOf(const BookingId& id);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_SETTLER_H_
