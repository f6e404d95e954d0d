// Settler's half about appointments that exist: moving and cancelling them.
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/cliniko/failure.h"
#include "libs/failpoint/failpoint.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/booking/domain/settler.h"

namespace frontdesk::booking {
namespace {

using cliniko::Failure;

absl::Status Unknown(const absl::Status& why) {
  return MakeError(DomainError::kStillChecking,
                   absl::StrCat("the outcome is not known yet: ", why.message()));
}

cliniko::AppointmentMove MoveTo(const Claim& claim) {
  return {.starts_at = claim.time.start,
          .ends_at = claim.time.end,
          .practitioner = claim.offering.practitioner,
          .business = claim.offering.business,
          .type = claim.offering.appointment_type};
}

bool IsAt(const cliniko::Appointment& appointment, const Claim& claim) {
  return appointment.starts_at == claim.time.start && appointment.ends_at == claim.time.end &&
         appointment.practitioner == claim.offering.practitioner &&
         appointment.business == claim.offering.business &&
         appointment.type == claim.offering.appointment_type;
}

// What a refused move means to a caller.
DomainError ReasonOfRefusedMove(const absl::Status& refusal) {
  if (cliniko::IsFailure(refusal, Failure::kNotFound)) return DomainError::kAppointmentNotFound;
  const DomainError reason = ReasonOfRefusal(refusal);
  return reason == DomainError::kBookingFailed ? DomainError::kRescheduleFailed : reason;
}

}  // namespace

absl::StatusOr<Booking> Settler::Cancel(Booking booking, cliniko::Client& client,
                                        absl::Time deadline) {
  return CancelOnce(std::move(booking), client, /*again_later=*/false, deadline);
}

absl::StatusOr<Booking> Settler::CancelOnce(Booking booking, cliniko::Client& client,
                                            bool again_later, absl::Time deadline) {
  FAILPOINT("cancel.before_cancel");
  const absl::Status cancelled = client.CancelAppointment(
      booking.appointment, static_cast<cliniko::CancellationReason>(booking.cancel_reason),
      booking.cancel_note, deadline);
  FAILPOINT("cancel.after_cancel");
  if (cancelled.ok() || cliniko::IsFailure(cancelled, Failure::kNotFound)) {
    const absl::Status settled = store_.Settle(booking.id, BookingState::kCancelled, "", deadline);
    // Not booked any more: somebody else wrote it down.
    if (!settled.ok() && !absl::IsFailedPrecondition(settled)) return Unknown(settled);
    FAILPOINT("cancel.after_cancelled");
    booking.state = BookingState::kCancelled;
    return booking;
  }
  log::Warn("appointment_not_cancelled", {{"booking", booking.id}, {"why", cancelled}});
  const DomainError reason = ReasonOfRefusal(cancelled);
  const bool later = again_later && reason == DomainError::kBookingSystemUnavailable;
  if (later || cliniko::MayHaveTakenEffect(cancelled)) return Unknown(cancelled);
  FAILPOINT("cancel.before_drop");
  const absl::Status dropped = store_.DropCancel(booking.id, deadline);
  if (!dropped.ok()) return Unknown(dropped);
  return MakeError(
      reason == DomainError::kBookingSystemUnavailable ? reason : DomainError::kCancellationFailed,
      cancelled.message());
}

absl::StatusOr<Booking> Settler::Move(Booking move, const Booking& moved, cliniko::Client& client,
                                      absl::Time deadline) {
  FAILPOINT("move.before_move");
  const absl::StatusOr<cliniko::Appointment> there =
      client.MoveAppointment(moved.appointment, MoveTo(move.claim), deadline);
  FAILPOINT("move.after_move");
  if (there.ok()) return JudgeMove(std::move(move), moved, client, deadline);
  log::Warn("appointment_not_moved", {{"booking", move.id}, {"why", there.status()}});
  if (!cliniko::MayHaveTakenEffect(there.status())) {
    const DomainError reason = ReasonOfRefusedMove(there.status());
    RETURN_IF_ERROR(Fail(move, reason, deadline));
    return MakeError(reason, there.status().message());
  }
  // The request may have arrived. Look once.
  const auto now = client.GetAppointment(moved.appointment, deadline);
  if (now.ok() && now->live() && IsAt(*now, move.claim)) {
    return JudgeMove(std::move(move), moved, client, deadline);
  }
  return Unknown(there.status());
}

absl::StatusOr<Booking> Settler::RecoverMove(Booking move, cliniko::Client& client,
                                             absl::Time deadline) {
  const absl::StatusOr<Booking> moved = store_.Find(move.claim.clinic, move.moves, deadline);
  if (!moved.ok()) return Unknown(moved.status());
  if (move.state == BookingState::kWithdrawing) {
    const auto there = client.GetAppointment(moved->appointment, deadline);
    if (!there.ok() && !cliniko::IsFailure(there.status(), Failure::kNotFound)) {
      return Unknown(there.status());
    }
    // Elsewhere, or cancelled: staff did that meanwhile, and theirs is the last word.
    const bool lost_there = there.ok() && there->live() && IsAt(*there, move.claim);
    if (lost_there) return MoveBack(std::move(move), *moved, client, deadline);
    RETURN_IF_ERROR(store_.Settle(move.id, BookingState::kFailed, "", deadline));
    return MakeError(DomainError::kSlotTaken, "somebody else took the time meanwhile");
  }
  const auto give_up = [&](DomainError reason, const char* why) -> absl::Status {
    RETURN_IF_ERROR(Fail(move, reason, deadline));
    return MakeError(reason, why);
  };
  if (moved->state != BookingState::kBooked) {
    return give_up(DomainError::kAppointmentNotFound, "it was cancelled meanwhile");
  }
  const auto there = client.GetAppointment(moved->appointment, deadline);
  const bool gone =
      there.ok() ? !there->live() : cliniko::IsFailure(there.status(), Failure::kNotFound);
  if (gone) {
    RETURN_IF_ERROR(Fail(move, DomainError::kAppointmentNotFound, deadline));
    RETURN_IF_ERROR(store_.Settle(moved->id, BookingState::kCancelled, "", deadline));
    return MakeError(DomainError::kAppointmentNotFound, "staff cancelled it");
  }
  if (!there.ok()) return Unknown(there.status());
  FAILPOINT("settle.after_look_at_move");
  if (IsAt(*there, move.claim)) return JudgeMove(std::move(move), *moved, client, deadline);
  // A move whose answer got lost may still arrive.
  if (clock_.Now() - move.created_at < options_.give_up_after) {
    return Unknown(absl::NotFoundError("Cliniko does not show the move yet"));
  }
  return give_up(DomainError::kRescheduleFailed, "Cliniko never got the move");
}

absl::StatusOr<Booking> Settler::JudgeMove(Booking move, const Booking& moved,
                                           cliniko::Client& client, absl::Time deadline) {
  absl::StatusOr<Verdict> verdict = Referee(move, moved.appointment, client, deadline, [&] {
    return CompareMove(move, moved, client, deadline);
  });
  RETURN_IF_ERROR(verdict.status());
  FAILPOINT("move.after_conflicts");
  if (*verdict == Verdict::kOurs) {
    const auto held = MayBeReturnedTo(move.claim, move.id, moved.id, deadline);
    if (!held.ok()) return Unknown(held.status());
    if (*held) verdict = Verdict::kTheirs;
  }
  if (*verdict == Verdict::kTheirs) {
    const std::string reason(RowOf(DomainError::kSlotTaken).webhook_code);
    const absl::Status lost = store_.Settle(move.id, BookingState::kWithdrawing, reason, deadline);
    if (!lost.ok()) return Unknown(lost);
    move.state = BookingState::kWithdrawing;
    return MoveBack(std::move(move), moved, client, deadline);
  }
  const absl::Status settled = store_.TakeOver(move.id, deadline);
  if (!settled.ok() && !absl::IsFailedPrecondition(settled)) return Unknown(settled);
  FAILPOINT("move.after_take_over");
  // As it is now, whoever wrote it down.
  absl::StatusOr<Booking> now = store_.Find(move.claim.clinic, move.id, deadline);
  if (!now.ok()) return Unknown(now.status());
  if (now->state != BookingState::kBooked) return Unknown(settled);
  return now;
}

absl::StatusOr<Settler::Verdict> Settler::CompareMove(const Booking& move, const Booking& moved,
                                                      cliniko::Client& client,
                                                      absl::Time deadline) {
  cliniko::CalendarFilter filter;
  filter.practitioner = move.claim.offering.practitioner;
  filter.overlaps = cliniko::TimeRange{move.claim.time.start, move.claim.time.end};
  ASSIGN_OR_RETURN(const cliniko::Listing<cliniko::CalendarEntry> calendar,
                   client.ListCalendar(filter, deadline));
  Verdict verdict = Verdict::kNobodySeen;
  for (const cliniko::CalendarEntry& other : calendar.rows) {
    if (other.id == moved.appointment || !other.live()) continue;
    ASSIGN_OR_RETURN(const std::optional<Booking> ledger,
                     store_.FindByAppointment(move.claim.clinic, other.id, deadline));
    // What was moved is the youngest claim, whatever its id. One of ours that is on its way out
    // does not count. Source: contract/cliniko.md, section 11.
    if (!ledger.has_value() || IsActive(ledger->state)) return Verdict::kTheirs;
    verdict = Verdict::kOurs;
  }
  return verdict;
}

absl::StatusOr<Booking> Settler::MoveBack(Booking move, const Booking& moved,
                                          cliniko::Client& client, absl::Time deadline) {
  FAILPOINT("move.before_move_back");
  absl::Status undone =
      client.MoveAppointment(moved.appointment, MoveTo(moved.claim), deadline).status();
  FAILPOINT("move.after_move_back");
  // Cancelled meanwhile: nothing is left to be undone.
  if (undone.ok() || cliniko::IsFailure(undone, Failure::kNotFound)) {
    undone = store_.Settle(move.id, BookingState::kFailed, "", deadline);
  }
  // The reconciler tries again; the caller's answer is the same either way.
  if (!undone.ok()) log::Warn("move_not_undone", {{"booking", move.id}, {"why", undone}});
  return MakeError(DomainError::kSlotTaken, "somebody else took the time meanwhile");
}

}  // namespace frontdesk::booking
