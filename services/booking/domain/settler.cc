#include "services/booking/domain/settler.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/cliniko/failure.h"
#include "libs/failpoint/failpoint.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/booking/domain/booking_mark.h"
#include "services/booking/domain/owned_appointment.h"

namespace frontdesk::booking {
namespace {

using cliniko::Failure;

absl::Status Unknown(const absl::Status& why) {
  return MakeError(DomainError::kStillChecking,
                   absl::StrCat("the outcome is not known yet: ", why.message()));
}

// The live appointment that carries the booking's mark, if Cliniko has one. Looked for among all of
// the patient's, since staff may have moved it, perhaps to somebody else.
absl::StatusOr<std::optional<cliniko::Appointment>> FindMarked(const Booking& booking,
                                                               cliniko::Client& client,
                                                               absl::Time deadline) {
  cliniko::AppointmentFilter filter;
  filter.patient = booking.patient;
  ASSIGN_OR_RETURN(const std::vector<cliniko::Appointment> there,
                   client.FindAppointments(filter, deadline));
  for (const cliniko::Appointment& appointment : there) {
    if (appointment.live() && absl::StrContains(appointment.notes, MarkOf(booking.id))) {
      return appointment;
    }
  }
  return std::nullopt;
}

// Takes an appointment off the calendar. Cancelling, of which the patient may be told, only where
// Cliniko refuses to archive. Source: libs/cliniko/client.h.
absl::Status TakeBack(const AppointmentId& appointment, cliniko::Client& client,
                      absl::Time deadline) {
  const absl::Status archived = client.ArchiveAppointment(appointment, deadline);
  const auto failure = cliniko::FailureOf(archived);
  if (failure == Failure::kNotFound) return absl::OkStatus();
  if (failure != Failure::kForbidden && failure != Failure::kInvalidRequest &&
      failure != Failure::kValidation) {
    return archived;
  }
  const absl::Status cancelled =
      client.CancelAppointment(appointment, cliniko::CancellationReason::kOther,
                               "The time was taken by somebody else.", deadline);
  return cliniko::IsFailure(cancelled, Failure::kNotFound) ? absl::OkStatus() : cancelled;
}

// Whether Cliniko takes no bookings for the patient any more.
bool IsGone(const PatientId& patient, cliniko::Client& client, absl::Time deadline) {
  const auto there = client.GetPatient(patient, deadline);
  return there.ok() ? there->archived_at.has_value()
                    : cliniko::IsFailure(there.status(), Failure::kNotFound);
}

}  // namespace

bool PatientRefused(const absl::Status& status) {
  const std::vector<std::string> fields = cliniko::InvalidFieldsOf(status);
  return std::ranges::find(fields, "patient_id") != fields.end();
}

DomainError ReasonOfRefusal(const absl::Status& refusal) {
  const std::vector<std::string> fields = cliniko::InvalidFieldsOf(refusal);
  if (std::ranges::find(fields, "base") != fields.end()) return DomainError::kSlotTaken;
  const auto failure = cliniko::FailureOf(refusal);
  const bool later = failure.has_value() && cliniko::IsTransient(*failure);
  const bool locked_out = failure == Failure::kInvalidKey || failure == Failure::kForbidden;
  return later || locked_out ? DomainError::kBookingSystemUnavailable : DomainError::kBookingFailed;
}

absl::StatusOr<Booking> Settler::Create(Booking booking, cliniko::Client& client,
                                        absl::Time deadline,
                                        const std::optional<DaysOfSlots>& slots) {
  const std::string notes = booking.notes.empty()
                                ? MarkOf(booking.id)
                                : absl::StrCat(booking.notes, "\n", MarkOf(booking.id));
  FAILPOINT("book.before_create");
  const absl::StatusOr<cliniko::Appointment> created =
      client.CreateAppointment({.business = booking.claim.offering.business,
                                .practitioner = booking.claim.offering.practitioner,
                                .type = booking.claim.offering.appointment_type,
                                .patient = booking.patient,
                                .starts_at = booking.claim.time.start,
                                .ends_at = booking.claim.time.end,
                                .notes = notes},
                               deadline);
  if (created.ok()) {
    FAILPOINT("book.after_create");
    booking.appointment = created->id;
    return Judge(std::move(booking), client, deadline, slots);
  }
  log::Warn("appointment_not_created", {{"booking", booking.id}, {"why", created.status()}});
  if (!cliniko::MayHaveTakenEffect(created.status())) {
    if (PatientRefused(created.status())) return created.status();
    const DomainError reason = ReasonOfRefusal(created.status());
    RETURN_IF_ERROR(Fail(booking, reason, deadline));
    return MakeError(reason, created.status().message());
  }
  // The request may have arrived. Look once; whatever that tells, a second create is out of the
  // question.
  const auto found = FindMarked(booking, client, deadline);
  if (!found.ok()) return Unknown(found.status());
  if (!found->has_value()) {
    // An unknown or archived patient is answered with 500 at times; no appointment is made of them.
    // Source: contract/cliniko.md, section 3.
    if (cliniko::IsFailure(created.status(), Failure::kServerError) &&
        IsGone(booking.patient, client, deadline)) {
      return cliniko::MakeFailure(
          {.failure = Failure::kValidation, .invalid_fields = {"patient_id"}},
          "answered with an error for a patient who is gone");
    }
    return Unknown(created.status());
  }
  return Confirm(std::move(booking), **found, client, deadline, slots);
}

absl::StatusOr<Booking> Settler::Recover(Booking booking, cliniko::Client& client,
                                         absl::Time deadline) {
  if (booking.state == BookingState::kBooked) {
    return CancelOnce(std::move(booking), client, /*again_later=*/true, deadline);
  }
  if (!booking.moves.empty()) return RecoverMove(std::move(booking), client, deadline);
  if (booking.state == BookingState::kWithdrawing) {
    return Withdraw(std::move(booking), client, deadline);
  }
  const auto give_up = [&](absl::string_view why) -> absl::Status {
    FAILPOINT("settle.before_give_up");
    RETURN_IF_ERROR(Fail(booking, DomainError::kBookingFailed, deadline));
    return MakeError(DomainError::kBookingFailed, why);
  };
  // The patient is written down before the create is sent.
  if (booking.patient.empty()) return give_up("the appointment was never asked for");

  std::optional<cliniko::Appointment> there;
  if (booking.appointment.empty()) {
    ASSIGN_OR_RETURN(there, FindMarked(booking, client, deadline));
    if (!there.has_value() && clock_.Now() - booking.created_at < options_.give_up_after) {
      return Unknown(absl::NotFoundError("Cliniko does not show it yet"));
    }
  } else {
    const auto known = client.GetAppointment(booking.appointment, deadline);
    if (known.ok()) {
      there = *known;
    } else if (!cliniko::IsFailure(known.status(), Failure::kNotFound)) {
      return Unknown(known.status());
    }
  }
  if (!there.has_value() || !there->live()) return give_up("Cliniko does not have the appointment");
  FAILPOINT("settle.after_look");
  ASSIGN_OR_RETURN(booking, Confirm(std::move(booking), *there, client, deadline));
  if (booking.cancel_reason == 0) return booking;
  return CancelOnce(std::move(booking), client, /*again_later=*/true, deadline);
}

absl::StatusOr<Booking> Settler::Confirm(Booking booking, const cliniko::Appointment& there,
                                         cliniko::Client& client, absl::Time deadline,
                                         const std::optional<DaysOfSlots>& slots) {
  booking.appointment = there.id;
  if (there.starts_at == booking.claim.time.start &&
      there.practitioner == booking.claim.offering.practitioner) {
    return Judge(std::move(booking), client, deadline, slots);
  }
  // Staff moved it before it was confirmed: theirs is the last word, whoever else has that time.
  booking.claim = ClaimOf(booking.claim.clinic, there);
  FAILPOINT("settle.before_book_elsewhere");
  const absl::Status booked =
      store_.BookElsewhere(booking.id, booking.appointment, booking.claim, deadline);
  FAILPOINT("settle.after_book_elsewhere");
  if (absl::IsAlreadyExists(booked)) {
    RETURN_IF_ERROR(Fail(booking, DomainError::kBookingFailed, deadline));
    return MakeError(DomainError::kBookingFailed, "its appointment is another booking's by now");
  }
  if (!booked.ok()) return AfterFailedWrite(booked, booking, client, deadline);
  log::Info(log::Ours("moved_by_staff"), {{"booking", booking.id}, {"confirmed", false}});
  booking.state = BookingState::kBooked;
  return booking;
}

absl::StatusOr<bool> Settler::Sweep(const Booking& booking, cliniko::Client& client,
                                    absl::Time deadline) {
  ASSIGN_OR_RETURN(const auto late, FindMarked(booking, client, deadline));
  if (!late.has_value()) return false;
  ASSIGN_OR_RETURN(const std::optional<Booking> holder,
                   store_.FindByAppointment(booking.claim.clinic, late->id, deadline));
  if (holder.has_value() && IsActive(holder->state)) return false;
  FAILPOINT("sweep.before_take_back");
  log::Warn("late_appointment_taken_back", {{"booking", booking.id}, {"appointment", late->id}});
  RETURN_IF_ERROR(TakeBack(late->id, client, deadline));
  return true;
}

absl::StatusOr<Booking> Settler::Judge(Booking booking, cliniko::Client& client,
                                       absl::Time deadline,
                                       const std::optional<DaysOfSlots>& slots) {
  // Where there is no conflict, the appointment is written down with the outcome; whoever settles
  // after a crash in between finds it by its mark. Where there is one, that takes longer, and a
  // booking that may be withdrawn must be known by its appointment to whoever gets its time.
  std::optional<absl::Status> noted;
  const auto note = [&] {
    noted = store_.Note(booking.id, booking.patient, booking.appointment, deadline);
    return *noted;
  };
  const absl::StatusOr<Verdict> verdict =
      Referee(booking, booking.appointment, client, deadline, [&]() -> absl::StatusOr<Verdict> {
        if (!noted.has_value()) {
          RETURN_IF_ERROR(note());
          FAILPOINT("book.after_note");
        }
        return Compare(booking, client, deadline);
      });
  if (!verdict.ok() && !noted.has_value()) note().IgnoreError();  // it only spares a search
  if (absl::IsFailedPrecondition(noted.value_or(absl::OkStatus()))) {
    return AfterFailedWrite(*noted, booking, client, deadline);
  }
  RETURN_IF_ERROR(verdict.status());
  FAILPOINT("book.after_conflicts");
  if (*verdict != Verdict::kTheirs) {
    const absl::StatusOr<bool> booked = store_.Confirm(booking, slots, deadline);
    if (!booked.ok()) return AfterFailedWrite(booked.status(), booking, client, deadline);
    if (*booked) {
      booking.state = BookingState::kBooked;
      FAILPOINT("book.after_booked");
      return booking;
    }
  }
  const absl::Status lost =
      store_.Settle(booking.id, BookingState::kWithdrawing,
                    std::string(RowOf(DomainError::kSlotTaken).webhook_code), deadline);
  if (!lost.ok()) return AfterFailedWrite(lost, booking, client, deadline);
  booking.state = BookingState::kWithdrawing;
  return Withdraw(std::move(booking), client, deadline);
}

absl::StatusOr<Settler::Verdict> Settler::Referee(
    const Booking& claimant, const AppointmentId& appointment, cliniko::Client& client,
    absl::Time deadline, absl::FunctionRef<absl::StatusOr<Verdict>()> compare) {
  const absl::StatusOr<bool> conflicts = client.HasConflicts(appointment, deadline);
  if (!conflicts.ok()) return Unknown(conflicts.status());
  if (!*conflicts) return Verdict::kOurs;
  for (int look = 0; look < options_.calendar_looks; ++look) {
    if (look > 0) absl::SleepFor(options_.between_looks);
    const absl::StatusOr<Verdict> compared = compare();
    if (!compared.ok()) return Unknown(compared.status());
    if (*compared != Verdict::kNobodySeen) return *compared;
  }
  if (clock_.Now() - claimant.created_at < options_.give_up_after) {
    return Unknown(absl::AbortedError("a conflict whose other party the calendar does not show"));
  }
  // No lag is that long, and it is no older claim of ours. Source: contract/cliniko.md, section 11.
  log::Warn("conflict_with_nobody_seen", {{"booking", claimant.id}, {"appointment", appointment}});
  return Verdict::kTheirs;
}

absl::StatusOr<Booking> Settler::AfterFailedWrite(const absl::Status& why, const Booking& booking,
                                                  cliniko::Client& client, absl::Time deadline) {
  // The appointment exists, so nobody may be told that nothing happened.
  if (!absl::IsFailedPrecondition(why)) return Unknown(why);
  // Somebody else settled it meanwhile: what they decided holds.
  const absl::StatusOr<Booking> now = store_.Find(booking.claim.clinic, booking.id, deadline);
  if (!now.ok()) return Unknown(now.status());
  if (now->state == BookingState::kBooked) return *now;
  // Only what failed: one that was moved or cancelled since is somebody's own will.
  if (now->state == BookingState::kFailed) {
    if (const absl::Status gone = TakeBack(booking.appointment, client, deadline); !gone.ok()) {
      log::Error("appointment_left_behind",
                 {{"booking", booking.id}, {"appointment", booking.appointment}, {"why", gone}});
    }
  }
  return MakeError(DomainErrorFromName(now->failure_reason).value_or(DomainError::kBookingFailed),
                   "settled by somebody else");
}

absl::StatusOr<bool> Settler::MayBeReturnedTo(const Claim& claim, const BookingId& holder,
                                              const BookingId& moved, absl::Time deadline) {
  ASSIGN_OR_RETURN(
      const std::vector<Booking> active,
      store_.FindActive(claim.clinic, claim.offering.practitioner, claim.time, deadline));
  for (const Booking& other : active) {
    if (other.id == holder || other.id == moved || other.state != BookingState::kBooked) continue;
    ASSIGN_OR_RETURN(const bool leaving, store_.IsBeingMoved(other.id, deadline));
    if (leaving) return true;
  }
  return false;
}

absl::StatusOr<Settler::Verdict> Settler::Compare(const Booking& booking, cliniko::Client& client,
                                                  absl::Time deadline) {
  cliniko::CalendarFilter filter;
  filter.practitioner = booking.claim.offering.practitioner;
  filter.overlaps = cliniko::TimeRange{booking.claim.time.start, booking.claim.time.end};
  ASSIGN_OR_RETURN(const cliniko::Listing<cliniko::CalendarEntry> calendar,
                   client.ListCalendar(filter, deadline));
  const auto ours =
      std::ranges::find(calendar.rows, booking.appointment, &cliniko::CalendarEntry::id);
  Verdict verdict = Verdict::kNobodySeen;
  for (const cliniko::CalendarEntry& other : calendar.rows) {
    if (other.id == booking.appointment || !other.live()) continue;
    ASSIGN_OR_RETURN(const std::optional<Booking> ledger,
                     store_.FindByAppointment(booking.claim.clinic, other.id, deadline));
    // Staff, or another system: theirs is the clinic's own will, whatever its age.
    if (!ledger.has_value()) return Verdict::kTheirs;
    verdict = Verdict::kOurs;
    // One of ours that is on its way out does not count. Among claims of ours the older one stays.
    if (!IsActive(ledger->state)) continue;
    if (ours == calendar.rows.end() || cliniko::IsOlderClaim(other, *ours)) return Verdict::kTheirs;
  }
  return verdict;
}

absl::StatusOr<Booking> Settler::Withdraw(Booking booking, cliniko::Client& client,
                                          absl::Time deadline) {
  FAILPOINT("withdraw.before_take_back");
  absl::Status gone = TakeBack(booking.appointment, client, deadline);
  FAILPOINT("withdraw.after_take_back");
  if (gone.ok()) {
    gone = store_.Settle(booking.id, BookingState::kFailed, booking.failure_reason, deadline);
  }
  // The reconciler tries again; the caller's answer is the same either way.
  if (!gone.ok()) {
    log::Warn("withdrawal_unfinished", {{"booking", booking.id}, {"why", gone}});
  }
  return MakeError(DomainError::kSlotTaken, "somebody else took the time meanwhile");
}

absl::Status Settler::Fail(const Booking& booking, DomainError reason, absl::Time deadline) {
  return store_.Settle(booking.id, BookingState::kFailed, std::string(RowOf(reason).webhook_code),
                       deadline);
}

absl::Status Settler::Abandon(const Booking& booking, DomainError reason, absl::Time deadline) {
  return store_.Abandon(booking.id, std::string(RowOf(reason).webhook_code), deadline);
}

}  // namespace frontdesk::booking
