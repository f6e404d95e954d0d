#ifndef FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_BOOKING_STORE_H_
#define FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_BOOKING_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "services/booking/domain/booking_store.h"

namespace frontdesk {
class PostgresPool;
}

namespace frontdesk::booking {

// Bookings in booking.bookings, where an exclusion constraint decides who gets a contested time.
class PostgresBookingStore : public BookingStore {
 public:
  // `pool` must outlive the object.
  explicit PostgresBookingStore(PostgresPool& pool) : pool_(pool) {}

  absl::StatusOr<Booking> Insert(const NewBooking& booking, absl::Time deadline) override;
  absl::StatusOr<std::optional<Booking>> FindByKey(const ClinicId& clinic,
                                                   const std::string& idempotency_key,
                                                   absl::Time deadline) override;
  absl::StatusOr<std::vector<Booking>> FindActive(const ClinicId& clinic,
                                                  const PractitionerId& practitioner,
                                                  const TimeRange& time,
                                                  absl::Time deadline) override;
  absl::StatusOr<std::vector<Booking>> FindActiveOfPhone(const ClinicId& clinic,
                                                         const std::string& phone,
                                                         const TimeRange& time,
                                                         absl::Time deadline) override;
  absl::StatusOr<std::vector<Booking>> FindBookedInSession(const ClinicId& clinic,
                                                           const std::string& session_id,
                                                           absl::Time made_since, absl::Time from,
                                                           absl::Time deadline) override;
  absl::StatusOr<Booking> Find(const ClinicId& clinic, const BookingId& id,
                               absl::Time deadline) override;
  absl::StatusOr<std::optional<Booking>> FindByAppointment(const ClinicId& clinic,
                                                           const AppointmentId& appointment,
                                                           absl::Time deadline) override;
  absl::StatusOr<std::vector<Booking>> FindBookedByCaller(const ClinicId& clinic,
                                                          const std::string& caller_phone,
                                                          absl::Time from,
                                                          absl::Time deadline) override;
  absl::Status Note(const BookingId& id, const PatientId& patient, const AppointmentId& appointment,
                    absl::Time deadline) override;
  absl::Status Settle(const BookingId& id, BookingState to, const std::string& reason,
                      absl::Time deadline) override;
  absl::StatusOr<Booking> InsertMove(const BookingId& moved, const NewBooking& booking,
                                     absl::Time deadline) override;
  absl::StatusOr<bool> IsBeingMoved(const BookingId& id, absl::Time deadline) override;
  absl::Status TakeOver(const BookingId& move, absl::Time deadline) override;
  absl::StatusOr<Booking> Adopt(const NewBooking& booking, const PatientId& patient,
                                const AppointmentId& appointment, absl::Time deadline) override;
  absl::Status Follow(const BookingId& id, const Claim& now, absl::Time deadline) override;
  absl::Status BookElsewhere(const BookingId& id, const AppointmentId& appointment,
                             const Claim& now, absl::Time deadline) override;
  absl::StatusOr<Booking> WantCancel(const BookingId& id, const CancelWish& wish,
                                     absl::Time deadline) override;
  absl::Status DropCancel(const BookingId& id, absl::Time deadline) override;
  absl::StatusOr<std::optional<Booking>> TakeUnsettled(absl::Duration idle,
                                                       absl::Span<const ClinicId> but_of,
                                                       absl::Time deadline) override;
  absl::StatusOr<std::optional<Booking>> TakeDoubtful(absl::Duration idle,
                                                      absl::Time deadline) override;

 private:
  // `moves` may be empty.
  absl::StatusOr<Booking> InsertRow(const NewBooking& booking, const BookingId& moves,
                                    absl::Time deadline);
  // Whether the booking is in that state now: what to believe of a commit whose answer got lost.
  absl::StatusOr<bool> IsInState(const BookingId& id, BookingState state, absl::Time deadline);
  absl::StatusOr<std::optional<Booking>> Take(const std::string& sql, absl::Duration idle,
                                              absl::Span<const ClinicId> but_of,
                                              absl::Time deadline);

  PostgresPool& pool_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_BOOKING_STORE_H_
