#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_BOOKING_STORE_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_BOOKING_STORE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "services/booking/domain/booking.h"
#include "services/booking/domain/patient_store.h"

namespace frontdesk::booking {

// What a request that claims a time is, besides the one reading of it that is claimed.
struct ClaimTerms {
  std::vector<std::string> keys;   // of all its readings
  std::vector<absl::Time> starts;  // of all its readings
  std::vector<BookingId> decided;  // were in question, and do not stand in the way
};

struct ClaimAnswer {
  // Kept, and pending. Empty: something is in question. Its patient is a guess among `patients`, so
  // that whoever is meant is mostly written down already, or empty.
  std::optional<Booking> booking;
  // Those under one of the keys, active or of a request that named itself; and the active ones
  // under the patient's number that touch any reading's time. Nothing was kept then.
  std::vector<Booking> in_question;
  std::vector<KnownPatient> patients;  // as PatientStore::FindByPhone has them; empty in question
};

// On the clinic's calendar, both included.
struct DaysOfSlots {
  absl::CivilDay first;
  absl::CivilDay last;
};

// Where bookings live. Two active bookings of one practitioner never overlap in it, and of two
// active ones only one has an idempotency key. Implementations are thread-safe. Every call ends by
// `deadline` and fails with kBookingSystemUnavailable where the store cannot be reached.
class BookingStore {
 public:
  virtual ~BookingStore() = default;

  // Keeps a pending booking, unless there is something about which whoever asks must decide first.
  // Of two with one number that ask at a time, the later sees what the earlier has kept. Fails with
  // kSlotTaken if an active booking holds any part of the time or has the same key.
  virtual absl::StatusOr<ClaimAnswer> ClaimTime(const NewBooking& booking, const ClaimTerms& terms,
                                                absl::Time deadline) = 0;

  // The active or last booking under a key; nothing if there never was one.
  virtual absl::StatusOr<std::optional<Booking>> FindByKey(const ClinicId& clinic,
                                                           const std::string& idempotency_key,
                                                           absl::Time deadline) = 0;

  // The active bookings of a practitioner that touch `time`.
  virtual absl::StatusOr<std::vector<Booking>> FindActive(const ClinicId& clinic,
                                                          const PractitionerId& practitioner,
                                                          const TimeRange& time,
                                                          absl::Time deadline) = 0;

  // The active bookings under a phone number that touch `time`.
  virtual absl::StatusOr<std::vector<Booking>> FindActiveOfPhone(const ClinicId& clinic,
                                                                 const std::string& phone,
                                                                 const TimeRange& time,
                                                                 absl::Time deadline) = 0;

  // Fails with kAppointmentNotFound.
  virtual absl::StatusOr<Booking> Find(const ClinicId& clinic, const BookingId& id,
                                       absl::Time deadline) = 0;

  // The booking of a Cliniko appointment, in any state; nothing if it is not one of ours.
  virtual absl::StatusOr<std::optional<Booking>> FindByAppointment(const ClinicId& clinic,
                                                                   const AppointmentId& appointment,
                                                                   absl::Time deadline) = 0;

  // The booked ones from `from` on that were made in calls from a phone number, for whomever;
  // earliest first, at most 20.
  virtual absl::StatusOr<std::vector<Booking>> FindBookedByCaller(const ClinicId& clinic,
                                                                  const std::string& caller_phone,
                                                                  absl::Time from,
                                                                  absl::Time deadline) = 0;

  // The booked ones from `from` on that were made under a session id since `made_since`; earliest
  // first, at most 20.
  virtual absl::StatusOr<std::vector<Booking>> FindBookedInSession(const ClinicId& clinic,
                                                                   const std::string& session_id,
                                                                   absl::Time made_since,
                                                                   absl::Time from,
                                                                   absl::Time deadline) = 0;

  // Remembers what is known of an unsettled booking before its outcome is; empty ids change
  // nothing. Fails with FailedPrecondition if it is settled: somebody else was faster.
  virtual absl::Status Note(const BookingId& id, const PatientId& patient,
                            const AppointmentId& appointment, absl::Time deadline) = 0;

  // Moves a booking on and records the event: an unsettled one to its outcome, a booked one to
  // kCancelled. Fails with FailedPrecondition if `to` cannot follow its state: somebody else was
  // faster. `reason` is a webhook code, for kWithdrawing and kFailed; empty keeps the one that is
  // there.
  virtual absl::Status Settle(const BookingId& id, BookingState to, const std::string& reason,
                              absl::Time deadline) = 0;

  // Fails a pending booking for which Cliniko was asked nothing: its patient was but a guess, and
  // nothing of it can turn up. Fails as Settle does.
  virtual absl::Status Abandon(const BookingId& id, const std::string& reason,
                               absl::Time deadline) = 0;

  // Books a pending booking, no move, of which Cliniko has the appointment; false, and it is still
  // pending but noted, where another booking that is being moved away holds some of its time, and
  // its appointment may come back. The cached slots of `slots` with the practitioner are dropped
  // with it. Fails with FailedPrecondition if it is settled: somebody else was faster.
  virtual absl::StatusOr<bool> Confirm(const Booking& booking,
                                       const std::optional<DaysOfSlots>& slots,
                                       absl::Time deadline) = 0;

  // Keeps a pending booking that is to take the place of the booked one `moved`; the two may
  // overlap. Fails as ClaimTime does, and with FailedPrecondition if `moved` is not booked, or is
  // being moved or cancelled already.
  virtual absl::StatusOr<Booking> InsertMove(const BookingId& moved, const NewBooking& booking,
                                             absl::Time deadline) = 0;

  // Whether a move of the booking is under way, or is being taken back.
  virtual absl::StatusOr<bool> IsBeingMoved(const BookingId& id, absl::Time deadline) = 0;

  // Books a pending move: it gets patient and appointment of the booking that it moves, which
  // becomes kMoved. Fails with FailedPrecondition if the one is not pending or the other not
  // booked.
  virtual absl::Status TakeOver(const BookingId& move, absl::Time deadline) = 0;

  // Keeps an appointment that Cliniko has and that others made as a booked booking, also where
  // active ones hold some of its time: staff booked the time twice, and nobody else gets any of it.
  // Fails with AlreadyExists if an active booking has its key, or any its appointment.
  virtual absl::StatusOr<Booking> Adopt(const NewBooking& booking, const PatientId& patient,
                                        const AppointmentId& appointment, absl::Time deadline) = 0;

  // Notes where and when a booked appointment is now that staff have moved it, perhaps onto
  // another; nobody else gets any of that time. Fails with FailedPrecondition if it is not booked
  // or is being moved: then it is we who moved it, and perhaps not for good.
  virtual absl::Status Follow(const BookingId& id, const Claim& now, absl::Time deadline) = 0;

  // Books a pending booking, which is no move, where and when staff have put its appointment before
  // it was confirmed, perhaps onto another; nobody else gets any of that time. Fails with
  // AlreadyExists if the appointment is another booking's, and with FailedPrecondition if the
  // booking is settled: somebody else was faster.
  virtual absl::Status BookElsewhere(const BookingId& id, const AppointmentId& appointment,
                                     const Claim& now, absl::Time deadline) = 0;

  // Writes down that a booking is to be cancelled, before Cliniko is asked, and who asks: one that
  // is booked, or pending and no move, which stays pending. Once more is OK. Fails with
  // FailedPrecondition if it is neither or is being moved.
  virtual absl::StatusOr<Booking> WantCancel(const BookingId& id, const CancelWish& wish,
                                             absl::Time deadline) = 0;

  // Cliniko refused: it stays booked.
  virtual absl::Status DropCancel(const BookingId& id, absl::Time deadline) = 0;

  // Takes an unsettled booking, or one whose cancellation is under way, that nobody has touched for
  // `idle`, so that for another `idle` nobody else gets it; the one that waits longest first, of
  // any clinic but `but_of`. Nothing if there is none.
  virtual absl::StatusOr<std::optional<Booking>> TakeUnsettled(absl::Duration idle,
                                                               absl::Span<const ClinicId> but_of,
                                                               absl::Time deadline) = 0;

  // Takes in the same way a failed booking, not older than an hour, whose appointment may have
  // reached Cliniko after all.
  virtual absl::StatusOr<std::optional<Booking>> TakeDoubtful(absl::Duration idle,
                                                              absl::Time deadline) = 0;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_BOOKING_STORE_H_
