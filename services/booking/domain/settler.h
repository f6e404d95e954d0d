#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_SETTLER_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_SETTLER_H_

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/client.h"
#include "libs/status/domain_error.h"
#include "services/booking/domain/booking.h"
#include "services/booking/domain/booking_store.h"

namespace frontdesk::booking {

struct SettlerOptions {
  // A booking of which Cliniko shows nothing, or a conflict with nobody, is not given up before:
  // what Cliniko tells about appointments may lag behind, and a create that timed out may still
  // arrive.
  absl::Duration give_up_after = absl::Seconds(50);
  // How often, and how long apart, to look for the other party of a conflict before saying that the
  // outcome is not known: the calendar may lag behind the conflicts.
  int calendar_looks = 4;
  absl::Duration between_looks = absl::Milliseconds(700);
};

// Makes Cliniko and the store agree about one booking. Every step can be repeated, so that a crash
// or a lost answer between any two is made good by settling again. Thread-safe.
class Settler {
 public:
  // The arguments must outlive the object.
  Settler(BookingStore& store, const Clock& clock, const SettlerOptions& options = {})
      : store_(store), clock_(clock), options_(options) {}

  // Creates the appointment of a pending booking whose patient is known, and confirms it unless
  // somebody else has the time. On failure the booking is failed or being withdrawn where that is
  // certain, else still pending. Fails with kSlotTaken (withdrawn), kBookingFailed,
  // kBookingSystemUnavailable, or kStillChecking where the outcome is not known yet. Where Cliniko
  // refuses the patient (archived, merged, unknown), the status is Cliniko's own, PatientRefused()
  // is true, and the booking is still pending: it can be tried with another record of the person.
  // The cached slots of `slots` are dropped with the booking's confirmation, unless staff have
  // moved the appointment meanwhile.
  absl::StatusOr<Booking> Create(Booking booking, cliniko::Client& client, absl::Time deadline,
                                 const std::optional<DaysOfSlots>& slots = {});

  // Moves the appointment of the booked `moved` to where `move`, pending, claims it, and lets the
  // one take the other's place unless somebody else has the time; then the appointment goes back
  // to where it was. Fails with kSlotTaken, kAppointmentNotFound, kRescheduleFailed,
  // kBookingSystemUnavailable (in all of these `moved` stays booked), or kStillChecking.
  absl::StatusOr<Booking> Move(Booking move, const Booking& moved, cliniko::Client& client,
                               absl::Time deadline);

  // Cancels the appointment of a booked booking that is to be cancelled. Fails with
  // kCancellationFailed or kBookingSystemUnavailable (it stays booked), or kStillChecking.
  absl::StatusOr<Booking> Cancel(Booking booking, cliniko::Client& client, absl::Time deadline);

  // Finds out what became of an unsettled booking, or one whose cancellation is under way, that
  // nobody works on any more, and finishes or undoes it. One that is to be cancelled is, once it is
  // booked. Errors as Create.
  absl::StatusOr<Booking> Recover(Booking booking, cliniko::Client& client, absl::Time deadline);

  // Takes back the appointment of a failed booking if it turned up in Cliniko after all and is no
  // other booking's by now, and says whether it did. Fails as cliniko::Client does.
  absl::StatusOr<bool> Sweep(const Booking& booking, cliniko::Client& client, absl::Time deadline);

  // Fails a pending booking of which Cliniko has nothing.
  absl::Status Fail(const Booking& booking, DomainError reason, absl::Time deadline);
  // Fails a pending booking for which Cliniko was asked nothing.
  absl::Status Abandon(const Booking& booking, DomainError reason, absl::Time deadline);

 private:
  enum class Verdict { kOurs, kTheirs, kNobodySeen };

  // Books a pending booking whose appointment is `there`: where it was asked for unless somebody
  // else has the time, else where staff have put it meanwhile.
  absl::StatusOr<Booking> Confirm(Booking booking, const cliniko::Appointment& there,
                                  cliniko::Client& client, absl::Time deadline,
                                  const std::optional<DaysOfSlots>& slots = {});
  // Confirms a booking whose appointment exists, or withdraws it.
  absl::StatusOr<Booking> Judge(Booking booking, cliniko::Client& client, absl::Time deadline,
                                const std::optional<DaysOfSlots>& slots);
  absl::StatusOr<Booking> Withdraw(Booking booking, cliniko::Client& client, absl::Time deadline);
  // Whether `claimant` may keep the time that its `appointment` has in Cliniko. `compare` is asked
  // where there is a conflict, more than once, as the calendar may lag behind. A conflict whose
  // other party it never shows is kStillChecking at first, and lost once the claim is older than
  // `give_up_after`.
  absl::StatusOr<Verdict> Referee(const Booking& claimant, const AppointmentId& appointment,
                                  cliniko::Client& client, absl::Time deadline,
                                  absl::FunctionRef<absl::StatusOr<Verdict>()> compare);
  // Whose the time is, among all that overlap ours in Cliniko's calendar.
  absl::StatusOr<Verdict> Compare(const Booking& booking, cliniko::Client& client,
                                  absl::Time deadline);
  // Whether another booking holds some of the claim's time in the store and is being moved away
  // from it: its appointment may come back. `moved` is the one that the claim is a move of, or
  // empty.
  absl::StatusOr<bool> MayBeReturnedTo(const Claim& claim, const BookingId& holder,
                                       const BookingId& moved, absl::Time deadline);
  // `again_later`: what Cliniko cannot do now is tried again rather than given up.
  absl::StatusOr<Booking> CancelOnce(Booking booking, cliniko::Client& client, bool again_later,
                                     absl::Time deadline);
  absl::StatusOr<Booking> RecoverMove(Booking move, cliniko::Client& client, absl::Time deadline);
  absl::StatusOr<Booking> JudgeMove(Booking move, const Booking& moved, cliniko::Client& client,
                                    absl::Time deadline);
  absl::StatusOr<Verdict> CompareMove(const Booking& move, const Booking& moved,
                                      cliniko::Client& client, absl::Time deadline);
  absl::StatusOr<Booking> MoveBack(Booking move, const Booking& moved, cliniko::Client& client,
                                   absl::Time deadline);
  // What to answer when a write to the store about a booking with an appointment failed with `why`.
  absl::StatusOr<Booking> AfterFailedWrite(const absl::Status& why, const Booking& booking,
                                           cliniko::Client& client, absl::Time deadline);

  BookingStore& store_;
  const Clock& clock_;
  const SettlerOptions options_;
};

bool PatientRefused(const absl::Status& status);

// What a refusal of Cliniko's means to a caller: kBookingSystemUnavailable if later may help or the
// clinic's key is at fault, kSlotTaken if the record as a whole was refused, which is how Cliniko
// would refuse an overlap, else kBookingFailed. Source: contract/cliniko.md, sections 3 and 11.
DomainError ReasonOfRefusal(const absl::Status& refusal);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_SETTLER_H_
