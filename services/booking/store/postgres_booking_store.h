#ifndef FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_BOOKING_STORE_H_
#define FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_BOOKING_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "services/booking/domain/booking_store.h"

namespace frontdesk {
class PostgresClinikoBudget;
class PostgresPool;
}  // namespace frontdesk

namespace frontdesk::booking {

struct TakeSql;

// Bookings in booking.bookings, where an exclusion constraint decides who gets a contested time.
// Each step of making one is one exchange with the database, a function of V020.
class PostgresBookingStore : public BookingStore {
 public:
  // `pool` must outlive the object. Whoever claims a time asks Cliniko next: so claiming takes what
  // that needs out of `budget`, too, unless it is null.
  explicit PostgresBookingStore(PostgresPool& pool, PostgresClinikoBudget* budget = nullptr)
      : pool_(pool), budget_(budget) {}

  absl::StatusOr<ClaimAnswer> ClaimTime(const NewBooking& booking, const ClaimTerms& terms,
                                        absl::Time deadline) override;
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
  absl::Status Abandon(const BookingId& id, const std::string& reason,
                       absl::Time deadline) override;
  absl::StatusOr<bool> Confirm(const Booking& booking, const std::optional<DaysOfSlots>& slots,
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
  absl::Status Settle(const BookingId& id, BookingState to, const std::string& reason,
                      bool nothing_asked, absl::Time deadline);
  // Whether the booking is in that state now: what to believe of a commit whose answer got lost.
  absl::StatusOr<bool> IsInState(const BookingId& id, BookingState state, absl::Time deadline);
  absl::StatusOr<std::optional<Booking>> Take(const TakeSql& sql, absl::Duration idle,
                                              absl::Span<const ClinicId> but_of,
                                              absl::Time deadline);

  PostgresPool& pool_;
  PostgresClinikoBudget* const budget_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_STORE_POSTGRES_BOOKING_STORE_H_
