#include "services/booking/domain/booker.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/zone.h"
#include "libs/cliniko/failure.h"
#include "libs/failpoint/failpoint.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/booking/domain/alternatives.h"
#include "services/booking/domain/attempt.h"
#include "services/booking/domain/choose_start.h"
#include "services/booking/domain/ledger.h"
#include "services/booking/domain/owned_appointment.h"
#include "services/booking/domain/person_name.h"

namespace frontdesk::booking {
namespace {

// How often to look whether another request has settled the same attempt.
constexpr absl::Duration kLookAgainAfter = absl::Milliseconds(50);
// Kept back from the caller's deadline, so that the answer still reaches them.
constexpr absl::Duration kReplyTime = absl::Milliseconds(100);
// For what others are told once the booking stands: the caller waits for the answer, not for this.
constexpr absl::Duration kTelling = absl::Milliseconds(300);
// From so many bookings on, those that were seen long ago are dropped.
constexpr std::size_t kMostSeen = 1000;

}  // namespace

absl::StatusOr<BookingAnswer> Booker::Book(const BookingRequest& request, const CallContext& call) {
  const absl::Time arrived = parts_.clock.Now();
  const auto held = parts_.directories.Get(request.clinic, call);
  if (!held.ok()) return NothingDone(held.status());
  const std::shared_ptr<const Directory>& directory = *held;
  ASSIGN_OR_RETURN(const BookingPlan plan, PlanBooking(*directory, request, parts_.clock.Now()));

  // Before anything is looked up: the time that an earlier attempt holds is not free any more.
  std::vector<NewBooking> readings;
  for (const absl::Time start : plan.starts) readings.push_back(AttemptOf(plan, request, start));
  ASSIGN_OR_RETURN(std::optional<Booking> earlier,
                   EarlierAttempt(*directory, plan, request, readings, call));
  if (earlier.has_value()) return Again(*std::move(earlier), plan, directory, arrived);

  const absl::StatusOr<absl::Time> chosen =
      ChooseStart(*directory, plan, options_.slot_age, parts_.schedule, parts_.directories, call);
  if (IsError(chosen.status(), DomainError::kTimeNotAvailable)) {
    // Perhaps it is the same request that took the time, a moment after we looked.
    ASSIGN_OR_RETURN(earlier, EarlierAttempt(*directory, plan, request, readings, call));
    if (earlier.has_value()) return Again(*std::move(earlier), plan, directory, arrived);
    return Refuse(chosen.status(), *directory, plan, plan.starts.front(), call);
  }
  RETURN_IF_ERROR(chosen.status());
  const absl::Time start = *chosen;
  const NewBooking attempt = AttemptOf(plan, request, start);
  const auto busy_then = [&] {
    return WithFacts(MakeError(DomainError::kDuplicateBooking, "the patient is busy then"),
                     FactsOfPlan(plan, start, directory->clinic.zone));
  };
  ASSIGN_OR_RETURN(const std::vector<Booking> elsewhere, Elsewhere(attempt, arrived, call));
  if (!elsewhere.empty()) return busy_then();

  FAILPOINT("book.before_insert");
  absl::StatusOr<Booking> booking = parts_.bookings.Insert(attempt, call.deadline);
  if (IsError(booking.status(), DomainError::kSlotTaken)) {
    ASSIGN_OR_RETURN(earlier, EarlierAttempt(*directory, plan, request, {attempt}, call));
    if (earlier.has_value()) return Again(*std::move(earlier), plan, directory, arrived);
    return Refuse(booking.status(), *directory, plan, start, call);
  }
  RETURN_IF_ERROR(booking.status());
  FAILPOINT("book.after_insert");
  // Another request may have looked before this one was there: of the two the later one goes.
  const absl::StatusOr<std::vector<Booking>> meanwhile = Elsewhere(attempt, arrived, call);
  const auto came_first = [&](const Booking& other) {
    return std::tie(other.created_at, other.id) < std::tie(booking->created_at, booking->id);
  };
  if (meanwhile.ok() && std::ranges::any_of(*meanwhile, came_first)) {
    RETURN_IF_ERROR(parts_.settler.Fail(*booking, DomainError::kDuplicateBooking,
                                        absl::Now() + options_.finish_within));
    return busy_then();
  }

  booking = Carry(*std::move(booking), *directory, plan);
  if (!booking.ok()) return Refuse(booking.status(), *directory, plan, start, call);
  FAILPOINT_WITHOUT_ERROR("book.before_invalidate");
  TellOthers(*booking, *directory, request, call);
  FAILPOINT_WITHOUT_ERROR("book.after_invalidate");
  return BookingAnswer{*std::move(booking), plan, directory, false};
}

absl::StatusOr<std::vector<Booking>> Booker::Elsewhere(const NewBooking& attempt,
                                                       absl::Time arrived,
                                                       const CallContext& call) {
  ASSIGN_OR_RETURN(std::vector<Booking> others,
                   parts_.bookings.FindActiveOfPhone(attempt.claim.clinic, attempt.person.phone,
                                                     attempt.claim.time, call.deadline));
  std::erase_if(others, [&](const Booking& other) {
    const auto [first_name, last_name] = SplitName(other.patient_name);
    const std::string name = attempt.person.FullName();
    return IsSameWish(other, attempt) || !MayHearOf(other, attempt, arrived) ||
           !(SamePerson(first_name, last_name, name) ||
             IsSameWithMore(first_name, last_name, name));
  });
  return others;
}

absl::StatusOr<std::optional<Booking>> Booker::Holder(const BookingPlan& plan,
                                                      const BookingRequest& request,
                                                      const std::vector<NewBooking>& readings,
                                                      const CallContext& call) {
  for (const NewBooking& attempt : readings) {
    ASSIGN_OR_RETURN(
        std::optional<Booking> earlier,
        parts_.bookings.FindByKey(request.clinic, attempt.idempotency_key, call.deadline));
    if (earlier.has_value() && KeepsItsKey(*earlier, parts_.clock.Now())) {
      // Any reading's: the same request may have come in since the one before was looked for.
      const bool same = std::ranges::any_of(
          readings, [&](const NewBooking& reading) { return IsSameRequest(*earlier, reading); });
      if (same && IsActive(earlier->state) && MayHearOf(*earlier, attempt, parts_.clock.Now())) {
        return earlier;
      }
      if (!same && !request.request_id.empty()) {
        return MakeError(DomainError::kInvalidRequest,
                         "this request id was used for another booking");
      }
    }
    ASSIGN_OR_RETURN(const std::vector<Booking> holders,
                     parts_.bookings.FindActive(request.clinic, plan.practitioner.id,
                                                attempt.claim.time, call.deadline));
    const auto same = std::ranges::find_if(holders, [&](const Booking& holder) {
      return IsSameWish(holder, attempt) && MayHearOf(holder, attempt, parts_.clock.Now());
    });
    if (same != holders.end()) return *same;
  }
  return std::nullopt;
}

absl::StatusOr<std::optional<Booking>> Booker::EarlierAttempt(
    const Directory& directory, const BookingPlan& plan, const BookingRequest& request,
    const std::vector<NewBooking>& readings, const CallContext& call) {
  ASSIGN_OR_RETURN(std::optional<Booking> earlier, Holder(plan, request, readings, call));
  if (!earlier.has_value()) return std::nullopt;
  while (earlier->state == BookingState::kPending) {
    if (absl::Now() + kLookAgainAfter + kReplyTime > call.deadline) {
      return MakeError(DomainError::kStillChecking, "the same request is still being worked on");
    }
    absl::SleepFor(kLookAgainAfter);
    ASSIGN_OR_RETURN(earlier, parts_.bookings.Find(request.clinic, earlier->id, call.deadline));
  }
  if (earlier->state == BookingState::kBooked) {
    ASSIGN_OR_RETURN(const bool being_moved,
                     parts_.bookings.IsBeingMoved(earlier->id, call.deadline));
    if (being_moved || earlier->cancel_reason != 0) {
      return WaitsForChange();
    }
    return AsItStands(*std::move(earlier), directory, call);
  }
  // The other request failed; this one gets the same answer, since it is the same request.
  const DomainError reason =
      DomainErrorFromName(earlier->failure_reason).value_or(DomainError::kBookingFailed);
  return Refuse(MakeError(reason, "the same request failed"), directory, plan,
                readings.front().claim.time.start, call);
}

BookingAnswer Booker::Again(Booking booking, const BookingPlan& plan,
                            const std::shared_ptr<const Directory>& directory,
                            absl::Time arrived) const {
  const bool done_before = booking.updated_at <= arrived;
  return BookingAnswer{std::move(booking), plan, directory, done_before};
}

std::optional<Booking> Booker::AsItStands(Booking booking, const Directory& directory,
                                          const CallContext& call) {
  const absl::Time now = parts_.clock.Now();
  if (now - booking.updated_at < kSureFor) return booking;
  {
    const absl::MutexLock lock(&mutex_);
    const auto seen = seen_.find(booking.id);
    if (seen != seen_.end() && now - seen->second < kSureFor) return booking;
  }
  const auto client = parts_.clinikos.For(booking.claim.clinic, call.deadline);
  if (!client.ok()) return booking;
  const auto there = (*client)->GetAppointment(booking.appointment, call.deadline);
  const bool gone =
      there.ok() ? !there->live() : cliniko::IsFailure(there.status(), cliniko::Failure::kNotFound);
  // What cannot be asked now is what we wrote down.
  if (!there.ok() && !gone) return booking;
  const bool moved = !gone && (there->starts_at != booking.claim.time.start ||
                               there->practitioner != booking.claim.offering.practitioner);
  if (!gone && !moved) {
    const absl::MutexLock lock(&mutex_);
    if (seen_.size() >= kMostSeen) {
      absl::erase_if(seen_, [&](const auto& seen) { return now - seen.second >= kSureFor; });
    }
    seen_[booking.id] = now;
    return booking;
  }
  const Claim now_at = moved ? ClaimOf(booking.claim.clinic, *there) : booking.claim;
  const absl::Status noted =
      moved ? parts_.bookings.Follow(booking.id, now_at, call.deadline)
            : parts_.bookings.Settle(booking.id, BookingState::kCancelled, "", call.deadline);
  log::Info(log::Ours(moved ? "moved_by_staff" : "cancelled_by_staff"),
            {{"booking", booking.id}, {"why", noted}});
  if (noted.ok()) {
    DropSlots(directory, booking.claim, parts_.schedule, call);
    if (moved) DropSlots(directory, now_at, parts_.schedule, call);
  } else if (!absl::IsFailedPrecondition(noted)) {
    return booking;
  }
  if (gone) return std::nullopt;
  booking.claim = now_at;
  return booking;
}

absl::StatusOr<Booking> Booker::Carry(Booking booking, const Directory& directory,
                                      const BookingPlan& plan) {
  const absl::Time deadline = absl::Now() + options_.finish_within;
  const auto give_up = [&](DomainError reason, const absl::Status& why) -> absl::Status {
    log::Warn("booking_given_up", {{"booking", booking.id}, {"why", why}});
    RETURN_IF_ERROR(parts_.settler.Fail(booking, reason, deadline));
    return MakeError(reason, why.message());
  };
  const auto client = parts_.clinikos.For(directory.clinic.id, deadline);
  if (!client.ok()) return give_up(DomainError::kBookingSystemUnavailable, client.status());
  // What the index says of a patient may be out of date: then Cliniko refuses, and the second try
  // looks for them anew.
  absl::StatusOr<Booking> created;
  for (int attempt = 1; attempt <= 2; ++attempt) {
    const auto patient = parts_.patients.FindOrCreate(directory.clinic.id, plan.person,
                                                      directory.clinic.country, **client, deadline);
    // No appointment was made yet, so nothing of it can be in Cliniko.
    if (!patient.ok()) return give_up(ReasonOfRefusal(patient.status()), patient.status());
    FAILPOINT("book.after_patient");
    booking.patient = *patient;
    RETURN_IF_ERROR(parts_.bookings.Note(booking.id, booking.patient, {}, deadline));
    created = parts_.settler.Create(booking, **client, deadline);
    if (!PatientRefused(created.status())) return created;
    parts_.patients.Forget(directory.clinic.id, booking.patient, deadline);
  }
  return give_up(DomainError::kBookingFailed, created.status());
}

void Booker::TellOthers(const Booking& booking, const Directory& directory,
                        const BookingRequest& request, const CallContext& call) {
  // The booking stands whatever becomes of these: our own bookings are taken out of every answer,
  // and refusals that outlive a booking expire.
  CallContext context = call;
  context.deadline = absl::Now() + kTelling;
  const absl::CivilDay day = DayAt(booking.claim.time.start, directory.clinic.zone);
  const absl::CivilDay last = DayAt(booking.claim.time.end, directory.clinic.zone);
  const auto note = [&](log::Event what, const absl::Status& status) {
    if (!status.ok()) log::Warn(what, {{"booking", booking.id}, {"why", status}});
  };
  note("slots_not_invalidated",
       parts_.schedule.InvalidateSlots(request.clinic, booking.claim.offering.practitioner, day,
                                       last, context));
  note("refusals_not_cleared",
       parts_.sessions.ClearRefusals(context, directory.clinic, request.caller));
  note("location_not_remembered",
       parts_.sessions.RememberLocation(context, directory.clinic, request.caller,
                                        booking.claim.offering.business));
}

absl::Status Booker::Refuse(const absl::Status& why, const Directory& directory,
                            const BookingPlan& plan, absl::Time wanted, const CallContext& call) {
  absl::Status refusal = WithFacts(why, FactsOfPlan(plan, wanted, directory.clinic.zone));
  const bool contested = IsError(why, DomainError::kSlotTaken);
  if (!contested && !IsError(why, DomainError::kTimeNotAvailable)) return refusal;
  const absl::CivilDay day = DayAt(wanted, directory.clinic.zone);
  if (contested) {
    // Whoever took it, what we hold about the day is out of date.
    const absl::Status dropped =
        parts_.schedule.InvalidateSlots(directory.clinic.id, plan.practitioner.id, day, day, call);
    if (!dropped.ok()) log::Warn("slots_not_invalidated", {{"why", dropped}});
  }
  const std::vector<DayOpenings> alternatives =
      FindAlternatives(directory, plan, wanted, parts_.schedule, parts_.sessions, call);
  return WithAlternatives(refusal, alternatives);
}

}  // namespace frontdesk::booking
