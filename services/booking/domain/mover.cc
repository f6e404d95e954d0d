#include "services/booking/domain/mover.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/zone.h"
#include "libs/failpoint/failpoint.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/booking/domain/alternatives.h"
#include "services/booking/domain/attempt.h"
#include "services/booking/domain/choose_start.h"
#include "services/booking/domain/ledger.h"

namespace frontdesk::booking {
namespace {

constexpr absl::Duration kLookAgainAfter = absl::Milliseconds(50);
constexpr absl::Duration kReplyTime = absl::Milliseconds(100);
constexpr absl::Duration kTelling = absl::Milliseconds(300);
// How long after a move the same words are taken for the same request.
constexpr absl::Duration kSameRequest = absl::Minutes(10);

// Whether what the plan asks for is where and when the appointment is.
bool IsThere(const MovePlan& plan, const cliniko::Appointment& appointment) {
  const auto near = [&](absl::Time start) {
    return absl::AbsDuration(start - appointment.starts_at) <= kSameStart;
  };
  return std::ranges::any_of(plan.plan.starts, near) &&
         plan.plan.practitioner.id == appointment.practitioner &&
         plan.plan.business.id == appointment.business &&
         plan.plan.appointment_type.id == appointment.type;
}

// Whether all of `time` is in the practitioner's hours at that place; true where none are known.
bool IsWithinHours(const Directory& directory, const BookingPlan& plan, const TimeRange& time) {
  const absl::CivilDay day = DayAt(time.start, directory.clinic.zone);
  const bool known = directory.WorksOn(plan.practitioner.id, plan.business.id, day).has_value();
  if (!known) return true;
  // absl counts Monday as 0.
  const int weekday = (static_cast<int>(absl::GetWeekday(day)) + 1) % 7;
  const int first = TimeOfDayAt(time.start, directory.clinic.zone).minutes();
  const int last = first + static_cast<int>(absl::ToInt64Minutes(time.end - time.start));
  return std::ranges::any_of(directory.working_hours, [&](const WorkingHours& hours) {
    return hours.practitioner == plan.practitioner.id && hours.business == plan.business.id &&
           hours.day_of_week == weekday && hours.effective_from <= day &&
           (!hours.effective_until.has_value() || day <= *hours.effective_until) &&
           hours.opens_minute <= first && last <= hours.closes_minute;
  });
}

MoveAnswer Answer(Booking booking, const std::shared_ptr<const Directory>& directory,
                  absl::Time old_start, const MovePlan& plan) {
  return {.booking = std::move(booking),
          .directory = directory,
          .old_start = old_start,
          .year_repaired = plan.plan.year_repaired};
}

// The move as an attempt of its own, named by the request's id, else by what goes where.
NewBooking AttemptOfMove(const MovePlan& plan, const OwnedAppointment& owned, absl::Time start) {
  NewBooking attempt = AttemptOf(plan.plan, plan.wish, start);
  attempt.claim.time.end = start + plan.length;
  if (owned.booking.has_value()) attempt.notes = owned.booking->notes;
  // Another request than a booking of the same time, whatever id the two have.
  attempt.fingerprint =
      absl::StrCat("move:", owned.appointment.id.value(), ":", attempt.fingerprint);
  if (plan.wish.request_id.empty()) attempt.idempotency_key = attempt.fingerprint;
  return attempt;
}

}  // namespace

absl::StatusOr<MoveAnswer> Mover::Move(const MoveRequest& request, const CallContext& call) {
  const auto held = parts_.directories.Get(request.clinic, call);
  if (!held.ok()) return NothingDone(held.status());
  const std::shared_ptr<const Directory>& directory = *held;
  const auto client = parts_.clinikos.For(request.clinic, call.deadline);
  if (!client.ok()) return NothingDone(client.status());

  const absl::StatusOr<OwnedAppointment> owned =
      parts_.finder.Find(*directory, request.caller, request.appointment, **client, call.deadline);
  if (IsError(owned.status(), DomainError::kAppointmentNotFound) ||
      IsError(owned.status(), DomainError::kAppointmentClarificationNeeded) ||
      IsError(owned.status(), DomainError::kMissingInformation)) {
    ASSIGN_OR_RETURN(const std::optional<MoveAnswer> done,
                     Repeated(directory, request, **client, call));
    if (done.has_value()) return *done;
  }
  RETURN_IF_ERROR(owned.status());
  const cliniko::Appointment& current = owned->appointment;
  if (!current.live()) return MakeError(DomainError::kAppointmentNotFound, "it is cancelled");
  if (current.starts_at <= parts_.clock.Now()) {
    return MakeError(DomainError::kRescheduleFailed, "it is over");
  }
  ASSIGN_OR_RETURN(const MovePlan plan, PlanMove(*directory, request, *owned, parts_.clock.Now()));
  // Where it is already: the agent asked twice.
  if (IsThere(plan, current)) {
    // A move that Cliniko shows may still be taken back, until the ledger has it.
    const NewBooking here = AttemptOfMove(plan, *owned, current.starts_at);
    ASSIGN_OR_RETURN(const std::optional<Booking> same, SameMove(here, call));
    if (!same.has_value() && owned->booking.has_value()) {
      const auto row = BookedRow(request.clinic, *owned, parts_.bookings, call.deadline);
      RETURN_IF_ERROR(row.status());
      if (row->cancel_reason != 0) return WaitsForChange();
    }
    absl::Time old_start = current.starts_at;
    if (owned->booking.has_value() && !owned->booking->moves.empty()) {
      const auto old = parts_.bookings.Find(request.clinic, owned->booking->moves, call.deadline);
      if (old.ok()) old_start = old->claim.time.start;
    }
    return Answer(AsBooking(request.clinic, *owned), directory, old_start, plan);
  }

  const absl::StatusOr<absl::Time> chosen =
      ChooseNewStart(*directory, plan, *owned, **client, call);
  const absl::Time start = chosen.ok() ? *chosen : plan.plan.starts.front();
  const NewBooking attempt = AttemptOfMove(plan, *owned, start);
  if (!chosen.ok()) {
    // Perhaps it is the same request that holds the time.
    ASSIGN_OR_RETURN(const std::optional<Booking> same, SameMove(attempt, call));
    if (same.has_value()) return Answer(*same, directory, current.starts_at, plan);
    return Refuse(chosen.status(), *directory, plan.plan, start, call);
  }
  ASSIGN_OR_RETURN(const std::vector<Booking> others,
                   parts_.bookings.FindActiveOfPhone(request.clinic, attempt.person.phone,
                                                     attempt.claim.time, call.deadline));
  for (const Booking& other : others) {
    if (other.appointment == current.id || !other.moves.empty() ||
        other.patient_name != attempt.person.FullName()) {
      continue;
    }
    return WithFacts(MakeError(DomainError::kDuplicateBooking, "the patient is busy then"),
                     FactsOfPlan(plan.plan, start, directory->clinic.zone));
  }

  const absl::StatusOr<Booking> moved = Carry(*owned, attempt, **client, call);
  if (!moved.ok()) return Refuse(moved.status(), *directory, plan.plan, start, call);
  FAILPOINT_WITHOUT_ERROR("move.before_invalidate");
  DropSlots(*directory, ClaimOf(request.clinic, current), parts_.schedule, call);
  DropSlots(*directory, moved->claim, parts_.schedule, call);
  FAILPOINT_WITHOUT_ERROR("move.after_invalidate");
  CallContext telling = call;
  telling.deadline = absl::Now() + kTelling;
  const absl::Status cleared =
      parts_.sessions.ClearRefusals(telling, directory->clinic, request.caller);
  if (!cleared.ok()) {
    log::Warn("refusals_not_cleared", {{"booking", moved->id}, {"why", cleared}});
  }
  return Answer(*moved, directory, current.starts_at, plan);
}

absl::StatusOr<std::optional<MoveAnswer>> Mover::Repeated(
    const std::shared_ptr<const Directory>& directory, const MoveRequest& request,
    cliniko::Client& client, const CallContext& call) {
  ASSIGN_OR_RETURN(
      const std::vector<OwnedAppointment> coming,
      parts_.finder.List(*directory, request.caller, request.appointment, client, call.deadline));
  for (const OwnedAppointment& owned : coming) {
    if (!owned.booking.has_value() || owned.booking->moves.empty() ||
        owned.booking->session_id != request.caller.session_id ||
        parts_.clock.Now() - owned.booking->created_at > kSameRequest) {
      continue;
    }
    const auto plan = PlanMove(*directory, request, owned, parts_.clock.Now());
    if (!plan.ok() || !IsThere(*plan, owned.appointment)) continue;
    ASSIGN_OR_RETURN(const Booking old,
                     parts_.bookings.Find(request.clinic, owned.booking->moves, call.deadline));
    return Answer(AsBooking(request.clinic, owned), directory, old.claim.time.start, *plan);
  }
  return std::nullopt;
}

absl::StatusOr<absl::Time> Mover::ChooseNewStart(const Directory& directory, const MovePlan& plan,
                                                 const OwnedAppointment& owned,
                                                 cliniko::Client& client, const CallContext& call) {
  const absl::StatusOr<absl::Time> open =
      ChooseStart(directory, plan.plan, options_.slot_age, Next::kMove, parts_.schedule,
                  parts_.directories, call);
  const cliniko::Appointment& current = owned.appointment;
  if (!IsError(open.status(), DomainError::kTimeNotAvailable) ||
      plan.plan.practitioner.id != current.practitioner) {
    return open;
  }
  // The appointment's own time is on no list of open ones, though it would be free.
  for (const absl::Time start : plan.plan.starts) {
    const TimeRange time{start, start + plan.length};
    if (!Overlap(time, {current.starts_at, current.ends_at}) ||
        !IsWithinHours(directory, plan.plan, time)) {
      continue;
    }
    cliniko::CalendarFilter filter;
    filter.practitioner = current.practitioner;
    filter.overlaps = cliniko::TimeRange{time.start, time.end};
    const auto calendar = client.ListCalendar(filter, call.deadline);
    if (!calendar.ok()) return CannotAsk(calendar.status());
    const bool taken = std::ranges::any_of(calendar->rows, [&](const cliniko::CalendarEntry& e) {
      return e.live() && e.id != current.id;
    });
    if (!taken) return start;
  }
  return open;
}

absl::StatusOr<std::optional<Booking>> Mover::SameMove(const NewBooking& attempt,
                                                       const CallContext& call) {
  ASSIGN_OR_RETURN(
      std::optional<Booking> same,
      parts_.bookings.FindByKey(attempt.claim.clinic, attempt.idempotency_key, call.deadline));
  if (!same.has_value() || !KeepsItsKey(*same, parts_.clock.Now())) return std::nullopt;
  if (same->fingerprint != attempt.fingerprint) {
    return MakeError(DomainError::kInvalidRequest, "this request id was used for another booking");
  }
  if (!IsActive(same->state)) return std::nullopt;
  while (same->state == BookingState::kPending) {
    if (absl::Now() + kLookAgainAfter + kReplyTime > call.deadline) {
      return MakeError(DomainError::kStillChecking, "the same request is still being worked on");
    }
    absl::SleepFor(kLookAgainAfter);
    ASSIGN_OR_RETURN(same, parts_.bookings.Find(attempt.claim.clinic, same->id, call.deadline));
  }
  if (same->state == BookingState::kBooked) {
    ASSIGN_OR_RETURN(const bool being_moved, parts_.bookings.IsBeingMoved(same->id, call.deadline));
    if (!being_moved && same->cancel_reason == 0) return same;
    return WaitsForChange();
  }
  return MakeError(
      DomainErrorFromName(same->failure_reason).value_or(DomainError::kRescheduleFailed),
      "the same request failed");
}

absl::StatusOr<Booking> Mover::Carry(const OwnedAppointment& owned, const NewBooking& attempt,
                                     cliniko::Client& client, const CallContext& call) {
  ASSIGN_OR_RETURN(std::optional<Booking> same, SameMove(attempt, call));
  if (same.has_value()) return *same;
  const absl::StatusOr<Booking> row =
      BookedRow(attempt.claim.clinic, owned, parts_.bookings, call.deadline);
  RETURN_IF_ERROR(row.status());
  FAILPOINT("move.before_insert");
  const absl::StatusOr<Booking> move = parts_.bookings.InsertMove(row->id, attempt, call.deadline);
  if (move.ok()) {
    FAILPOINT("move.after_insert");
    return parts_.settler.Move(*move, *row, client, absl::Now() + options_.finish_within);
  }
  const bool other_change = absl::IsFailedPrecondition(move.status());
  if (!other_change && !IsError(move.status(), DomainError::kSlotTaken)) return move;
  ASSIGN_OR_RETURN(same, SameMove(attempt, call));
  if (same.has_value()) return *same;
  if (other_change) return WaitsForChange();
  return move;
}

absl::Status Mover::Refuse(const absl::Status& why, const Directory& directory,
                           const BookingPlan& plan, absl::Time wanted, const CallContext& call) {
  const absl::Status refusal = WithFacts(why, FactsOfPlan(plan, wanted, directory.clinic.zone));
  const bool contested = IsError(why, DomainError::kSlotTaken);
  if (!contested && !IsError(why, DomainError::kTimeNotAvailable)) return refusal;
  if (contested) {
    DropSlots(directory,
              {directory.clinic.id,
               {plan.practitioner.id, plan.business.id, plan.appointment_type.id},
               {wanted, wanted}},
              parts_.schedule, call);
  }
  return WithAlternatives(
      refusal, FindAlternatives(directory, plan, wanted, parts_.schedule, parts_.sessions, call));
}

}  // namespace frontdesk::booking
