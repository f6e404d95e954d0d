#include "services/booking/domain/booker.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
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
// Of some bytes each, far more than are asked for again.
constexpr std::size_t kMostWishes = 10'000;

std::size_t HashOf(const NewBooking& attempt) {
  const Claim& claim = attempt.claim;
  return absl::HashOf(claim.clinic, claim.offering.practitioner, claim.time.start,
                      attempt.person.phone);
}

// Whether `other`, which touches the time of some reading, has the patient of `attempt` elsewhere
// then, as far as whoever asks may hear of it.
bool IsElsewhere(const Booking& other, const NewBooking& attempt, absl::Time arrived) {
  if (!IsActive(other.state) || other.patient_phone != attempt.person.phone ||
      !Overlap(other.claim.time, attempt.claim.time) || IsSameWish(other, attempt) ||
      !MayHearOf(other, attempt, arrived)) {
    return false;
  }
  const auto [first_name, last_name] = SplitName(other.patient_name);
  const std::string name = attempt.person.FullName();
  return SamePerson(first_name, last_name, name) || IsSameWithMore(first_name, last_name, name);
}

}  // namespace

absl::StatusOr<BookingAnswer> Booker::Book(const BookingRequest& request, const CallContext& call) {
  const absl::Time arrived = parts_.clock.Now();
  const auto held = parts_.directories.Get(request.clinic, call);
  if (!held.ok()) return NothingDone(held.status());
  const std::shared_ptr<const Directory>& directory = *held;
  ASSIGN_OR_RETURN(const BookingPlan plan, PlanBooking(*directory, request, parts_.clock.Now()));

  std::vector<NewBooking> readings;
  for (const absl::Time start : plan.starts) readings.push_back(AttemptOf(plan, request, start));
  std::optional<Booking> earlier;
  if (WasSeen(readings)) {
    ASSIGN_OR_RETURN(earlier, EarlierAttempt(*directory, plan, request, readings, call));
    if (earlier.has_value()) return Again(*std::move(earlier), plan, directory, arrived);
  }
  const absl::StatusOr<absl::Time> chosen = ChooseStart(
      *directory, plan, options_.slot_age, Next::kClaim, parts_.schedule, parts_.directories, call);
  if (!chosen.ok()) {
    // Perhaps it is the same request that has the time: its outcome is there, whatever can be known
    // of the slots.
    ASSIGN_OR_RETURN(earlier, EarlierAttempt(*directory, plan, request, readings, call));
    if (earlier.has_value()) return Again(*std::move(earlier), plan, directory, arrived);
    if (!IsError(chosen.status(), DomainError::kTimeNotAvailable)) return chosen.status();
    return Refuse(chosen.status(), *directory, plan, plan.starts.front(), call);
  }
  const absl::Time start = *chosen;
  const NewBooking attempt = AttemptOf(plan, request, start);
  absl::StatusOr<Claimed> claimed =
      ClaimTime(attempt, *directory, plan, request, readings, arrived, call);
  if (IsError(claimed.status(), DomainError::kSlotTaken)) {
    ASSIGN_OR_RETURN(earlier, EarlierAttempt(*directory, plan, request, {attempt}, call));
    if (earlier.has_value()) return Again(*std::move(earlier), plan, directory, arrived);
    return Refuse(claimed.status(), *directory, plan, start, call);
  }
  RETURN_IF_ERROR(claimed.status());
  if (claimed->earlier.has_value()) {
    return Again(*std::move(claimed->earlier), plan, directory, arrived);
  }
  FAILPOINT("book.after_insert");

  absl::StatusOr<Booking> booking = Carry(*std::move(claimed), *directory, plan);
  if (!booking.ok()) return Refuse(booking.status(), *directory, plan, start, call);
  FAILPOINT_WITHOUT_ERROR("book.before_invalidate");
  // Where staff have moved it before it was confirmed, no days were dropped with it.
  const bool dropped = booking->claim.time == attempt.claim.time &&
                       booking->claim.offering == attempt.claim.offering;
  TellOthers(*booking, dropped, *directory, request, call);
  FAILPOINT_WITHOUT_ERROR("book.after_invalidate");
  return BookingAnswer{*std::move(booking), plan, directory, false};
}

absl::StatusOr<Booker::Claimed> Booker::ClaimTime(const NewBooking& attempt,
                                                  const Directory& directory,
                                                  const BookingPlan& plan,
                                                  const BookingRequest& request,
                                                  const std::vector<NewBooking>& readings,
                                                  absl::Time arrived, const CallContext& call) {
  ClaimTerms terms{.keys = {}, .starts = plan.starts, .decided = {}};
  for (const NewBooking& reading : readings) terms.keys.push_back(reading.idempotency_key);
  while (true) {
    FAILPOINT("book.before_insert");
    ASSIGN_OR_RETURN(ClaimAnswer answer, parts_.bookings.ClaimTime(attempt, terms, call.deadline));
    if (answer.booking.has_value()) {
      Remember(attempt);
      return Claimed{.booking = *std::move(answer.booking), .patients = std::move(answer.patients)};
    }
    ASSIGN_OR_RETURN(std::optional<Booking> earlier,
                     HolderAmong(answer.in_question, request, readings));
    if (earlier.has_value()) {
      ASSIGN_OR_RETURN(earlier, Settled(*std::move(earlier), directory, plan, readings, call));
      if (earlier.has_value()) return Claimed{.earlier = std::move(earlier)};
    }
    for (const Booking& other : answer.in_question) {
      if (IsElsewhere(other, attempt, arrived)) {
        return WithFacts(MakeError(DomainError::kDuplicateBooking, "the patient is busy then"),
                         FactsOfPlan(plan, attempt.claim.time.start, directory.clinic.zone));
      }
      terms.decided.push_back(other.id);
    }
  }
}

absl::StatusOr<std::optional<Booking>> Booker::Holder(const BookingPlan& plan,
                                                      const BookingRequest& request,
                                                      const std::vector<NewBooking>& readings,
                                                      const CallContext& call) {
  for (const NewBooking& attempt : readings) {
    ASSIGN_OR_RETURN(
        const std::optional<Booking> by_key,
        parts_.bookings.FindByKey(request.clinic, attempt.idempotency_key, call.deadline));
    // Mostly that is it, and needs no second look.
    ASSIGN_OR_RETURN(std::optional<Booking> holder,
                     HolderOf(attempt, by_key, {}, request, readings));
    if (holder.has_value()) return holder;
    ASSIGN_OR_RETURN(const std::vector<Booking> holders,
                     parts_.bookings.FindActive(request.clinic, plan.practitioner.id,
                                                attempt.claim.time, call.deadline));
    ASSIGN_OR_RETURN(holder, HolderOf(attempt, std::nullopt, holders, request, readings));
    if (holder.has_value()) return holder;
  }
  return std::nullopt;
}

absl::StatusOr<std::optional<Booking>> Booker::HolderAmong(
    const std::vector<Booking>& rows, const BookingRequest& request,
    const std::vector<NewBooking>& readings) {
  for (const NewBooking& attempt : readings) {
    std::optional<Booking> by_key;
    std::vector<Booking> holders;
    for (const Booking& row : rows) {
      // As BookingStore::FindByKey: the active one, else the last.
      if (row.idempotency_key == attempt.idempotency_key &&
          (!by_key.has_value() || IsActive(row.state) ||
           (!IsActive(by_key->state) && row.created_at > by_key->created_at))) {
        by_key = row;
      }
      if (IsActive(row.state) &&
          row.claim.offering.practitioner == attempt.claim.offering.practitioner &&
          Overlap(row.claim.time, attempt.claim.time)) {
        holders.push_back(row);
      }
    }
    ASSIGN_OR_RETURN(std::optional<Booking> holder,
                     HolderOf(attempt, by_key, holders, request, readings));
    if (holder.has_value()) return holder;
  }
  return std::nullopt;
}

absl::StatusOr<std::optional<Booking>> Booker::HolderOf(const NewBooking& attempt,
                                                        const std::optional<Booking>& by_key,
                                                        const std::vector<Booking>& holders,
                                                        const BookingRequest& request,
                                                        const std::vector<NewBooking>& readings) {
  const absl::Time now = parts_.clock.Now();
  if (by_key.has_value() && KeepsItsKey(*by_key, now)) {
    // Any reading's: the same request may have come in since the one before was looked for.
    const bool same = std::ranges::any_of(
        readings, [&](const NewBooking& reading) { return IsSameRequest(*by_key, reading); });
    if (same && IsActive(by_key->state) && MayHearOf(*by_key, attempt, now)) return by_key;
    if (!same && !request.request_id.empty()) {
      return MakeError(DomainError::kInvalidRequest,
                       "this request id was used for another booking");
    }
  }
  const auto same = std::ranges::find_if(holders, [&](const Booking& holder) {
    return IsSameWish(holder, attempt) && MayHearOf(holder, attempt, now);
  });
  if (same == holders.end()) return std::nullopt;
  return *same;
}

absl::StatusOr<std::optional<Booking>> Booker::EarlierAttempt(
    const Directory& directory, const BookingPlan& plan, const BookingRequest& request,
    const std::vector<NewBooking>& readings, const CallContext& call) {
  ASSIGN_OR_RETURN(std::optional<Booking> earlier, Holder(plan, request, readings, call));
  if (!earlier.has_value()) return std::nullopt;
  return Settled(*std::move(earlier), directory, plan, readings, call);
}

absl::StatusOr<std::optional<Booking>> Booker::Settled(Booking earlier, const Directory& directory,
                                                       const BookingPlan& plan,
                                                       const std::vector<NewBooking>& readings,
                                                       const CallContext& call) {
  Remember(readings.front());
  while (earlier.state == BookingState::kPending) {
    if (absl::Now() + kLookAgainAfter + kReplyTime > call.deadline) {
      return MakeError(DomainError::kStillChecking, "the same request is still being worked on");
    }
    absl::SleepFor(kLookAgainAfter);
    ASSIGN_OR_RETURN(earlier, parts_.bookings.Find(directory.clinic.id, earlier.id, call.deadline));
  }
  if (earlier.state == BookingState::kBooked) {
    ASSIGN_OR_RETURN(const bool being_moved,
                     parts_.bookings.IsBeingMoved(earlier.id, call.deadline));
    if (being_moved || earlier.cancel_reason != 0) {
      return WaitsForChange();
    }
    return AsItStands(std::move(earlier), directory, call);
  }
  // The other request failed; this one gets the same answer, since it is the same request.
  const DomainError reason =
      DomainErrorFromName(earlier.failure_reason).value_or(DomainError::kBookingFailed);
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

absl::StatusOr<Booking> Booker::Carry(Claimed claimed, const Directory& directory,
                                      const BookingPlan& plan) {
  const absl::Time deadline = absl::Now() + options_.finish_within;
  Booking booking = std::move(claimed.booking);
  bool asked = false;  // Cliniko, for the appointment
  const auto give_up = [&](DomainError reason, const absl::Status& why) -> absl::Status {
    log::Warn("booking_given_up", {{"booking", booking.id}, {"why", why}});
    RETURN_IF_ERROR(asked ? parts_.settler.Fail(booking, reason, deadline)
                          : parts_.settler.Abandon(booking, reason, deadline));
    return MakeError(reason, why.message());
  };
  const auto client = parts_.clinikos.For(directory.clinic.id, deadline);
  if (!client.ok()) return give_up(DomainError::kBookingSystemUnavailable, client.status());
  // What the index says of a patient may be out of date: then Cliniko refuses, and the second try
  // looks for them anew.
  const DaysOfSlots slots{.first = DayAt(booking.claim.time.start, directory.clinic.zone),
                          .last = DayAt(booking.claim.time.end, directory.clinic.zone)};
  std::optional<PatientId> patient = PatientFinder::Among(claimed.patients, plan.person);
  absl::StatusOr<Booking> created;
  for (int attempt = 1; attempt <= 2; ++attempt) {
    if (!patient.has_value()) {
      const auto found = parts_.patients.FindOrCreate(directory.clinic.id, plan.person,
                                                      directory.clinic.country, **client, deadline);
      // No appointment was made yet, so nothing of it can be in Cliniko.
      if (!found.ok()) return give_up(ReasonOfRefusal(found.status()), found.status());
      patient = *found;
    }
    FAILPOINT("book.after_patient");
    // Whoever settles after a crash looks for the appointment among this patient's.
    if (booking.patient != *patient) {
      booking.patient = *patient;
      RETURN_IF_ERROR(parts_.bookings.Note(booking.id, booking.patient, {}, deadline));
    }
    asked = true;
    created = parts_.settler.Create(booking, **client, deadline, slots);
    if (!PatientRefused(created.status())) return created;
    parts_.patients.Forget(directory.clinic.id, booking.patient, deadline);
    patient.reset();
  }
  return give_up(DomainError::kBookingFailed, created.status());
}

void Booker::TellOthers(const Booking& booking, bool dropped, const Directory& directory,
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
  const PractitionerId& practitioner = booking.claim.offering.practitioner;
  note("slots_not_invalidated",
       dropped ? parts_.schedule.ForgetSlots(request.clinic, practitioner, day, last, context)
               : parts_.schedule.InvalidateSlots(request.clinic, practitioner, day, last, context));
  note("refusals_not_cleared",
       parts_.sessions.ClearRefusalsAfterBooking(context, directory.clinic, request.caller,
                                                 booking.claim.offering.business));
}

bool Booker::WasSeen(const std::vector<NewBooking>& readings) {
  const absl::MutexLock lock(&mutex_);
  return std::ranges::any_of(
      readings, [&](const NewBooking& reading) { return wishes_.contains(HashOf(reading)); });
}

void Booker::Remember(const NewBooking& attempt) {
  const absl::MutexLock lock(&mutex_);
  if (wishes_.size() >= kMostWishes) wishes_.clear();
  wishes_.insert(HashOf(attempt));
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
