#include "services/booking/domain/settler.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/cliniko/failure.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk::booking {
namespace {

absl::Status Unknown(const absl::Status& why) {
  return MakeError(DomainError::kStillChecking,
                   absl::StrCat("the outcome is not known yet: ", why.message()));
}

DomainError ReasonOfRefusal(const absl::Status& status) {
  const auto failure = cliniko::FailureOf(status);
  const bool later = failure.has_value() && cliniko::IsTransient(*failure);
  const bool locked_out = failure == cliniko::Failure::kInvalidKey ||
                          failure == cliniko::Failure::kForbidden;
  return later || locked_out ? DomainError::kBookingSystemUnavailable : DomainError::kBookingFailed;
}

// The live appointment that carries the booking's mark, if Cliniko has one.
absl::StatusOr<std::optional<cliniko::Appointment>> FindMarked(const Booking& booking,
                                                               cliniko::Client& client,
                                                               absl::Time deadline) {
  cliniko::AppointmentFilter filter;
  filter.practitioner = booking.claim.offering.practitioner;
  filter.starts_in = cliniko::TimeRange{booking.claim.time.start,
                                        booking.claim.time.start + absl::Seconds(1)};
  ASSIGN_OR_RETURN(const std::vector<cliniko::Appointment> there,
                   client.FindAppointments(filter, deadline));
  for (const cliniko::Appointment& appointment : there) {
    if (appointment.live() && absl::StrContains(appointment.notes, MarkOf(booking.id))) {
      return appointment;
    }
  }
  return std::nullopt;
}

}  // namespace

std::string MarkOf(const BookingId& id) {
  return absl::StrCat("Booked by phone (Frontdesk ", id.value(), ")");
}

absl::StatusOr<Booking> Settler::Create(Booking booking, cliniko::Client& client,
                                        absl::Time deadline) {
  const std::string notes = booking.notes.empty()
                                ? MarkOf(booking.id)
                                : absl::StrCat(booking.notes, "\n", MarkOf(booking.id));
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
    booking.appointment = created->id;
    return Judge(std::move(booking), client, deadline);
  }
  log::Warn("appointment_not_created",
            {{"booking", booking.id}, {"why", created.status().message()}});
  if (!cliniko::MayHaveTakenEffect(created.status())) {
    const DomainError reason = ReasonOfRefusal(created.status());
    RETURN_IF_ERROR(Fail(booking, reason, deadline));
    return MakeError(reason, created.status().message());
  }
  // The request may have arrived. Look once; whatever that tells, a second create is out of the question.
  const auto found = FindMarked(booking, client, deadline);
  if (!found.ok()) return Unknown(found.status());
  if (!found->has_value()) return Unknown(created.status());
  booking.appointment = (*found)->id;
  return Judge(std::move(booking), client, deadline);
}

absl::StatusOr<Booking> Settler::Recover(Booking booking, cliniko::Client& client,
                                         absl::Time deadline) {
  if (booking.appointment.empty()) {
    const auto found = FindMarked(booking, client, deadline);
    if (!found.ok()) return Unknown(found.status());
    if (!found->has_value()) {
      RETURN_IF_ERROR(Fail(booking, DomainError::kBookingFailed, deadline));
      return MakeError(DomainError::kBookingFailed, "Cliniko never got the appointment");
    }
    booking.appointment = (*found)->id;
  }
  if (booking.state == BookingState::kWithdrawing) {
    return Withdraw(std::move(booking), client, deadline);
  }
  return Judge(std::move(booking), client, deadline);
}

absl::StatusOr<Booking> Settler::Judge(Booking booking, cliniko::Client& client,
                                       absl::Time deadline) {
  // Written first: with the id at hand, whoever settles after a crash need not search.
  RETURN_IF_ERROR(store_.Note(booking.id, booking.patient, booking.appointment, deadline));
  const absl::StatusOr<bool> conflicts = client.HasConflicts(booking.appointment, deadline);
  if (!conflicts.ok()) return Unknown(conflicts.status());
  if (*conflicts) {
    const absl::StatusOr<bool> yields = Yields(booking, client, deadline);
    if (!yields.ok()) return Unknown(yields.status());
    if (*yields) {
      RETURN_IF_ERROR(store_.Settle(booking.id, BookingState::kWithdrawing,
                                    std::string(RowOf(DomainError::kSlotTaken).webhook_code),
                                    deadline));
      booking.state = BookingState::kWithdrawing;
      return Withdraw(std::move(booking), client, deadline);
    }
  }
  RETURN_IF_ERROR(store_.Settle(booking.id, BookingState::kBooked, "", deadline));
  booking.state = BookingState::kBooked;
  return booking;
}

absl::StatusOr<bool> Settler::Yields(const Booking& booking, cliniko::Client& client,
                                     absl::Time deadline) {
  cliniko::CalendarFilter filter;
  filter.practitioner = booking.claim.offering.practitioner;
  filter.overlaps = cliniko::TimeRange{booking.claim.time.start, booking.claim.time.end};
  ASSIGN_OR_RETURN(const cliniko::Listing<cliniko::CalendarEntry> calendar,
                   client.ListCalendar(filter, deadline));
  const auto ours = std::ranges::find(calendar.rows, booking.appointment,
                                      &cliniko::CalendarEntry::id);
  for (const cliniko::CalendarEntry& other : calendar.rows) {
    if (other.id == booking.appointment || !other.live()) continue;
    ASSIGN_OR_RETURN(const std::optional<Booking> ledger,
                     store_.FindByAppointment(booking.claim.clinic, other.id, deadline));
    // Staff, or another system: theirs is the clinic's own will, whatever its age.
    if (!ledger.has_value()) return true;
    // One of ours that is on its way out does not count. Among claims of ours the older one stays.
    if (!IsActive(ledger->state)) continue;
    if (ours == calendar.rows.end() || cliniko::IsOlderClaim(other, *ours)) return true;
  }
  return false;
}

absl::StatusOr<Booking> Settler::Withdraw(Booking booking, cliniko::Client& client,
                                          absl::Time deadline) {
  absl::Status gone = client.ArchiveAppointment(booking.appointment, deadline);
  if (!gone.ok() && !cliniko::MayHaveTakenEffect(gone)) {
    gone = client.CancelAppointment(booking.appointment, cliniko::CancellationReason::kOther,
                                    "The time was taken by somebody else.", deadline);
  }
  if (cliniko::IsFailure(gone, cliniko::Failure::kNotFound)) gone = absl::OkStatus();
  if (!gone.ok()) {
    // The reconciler tries again; the caller's answer is the same either way.
    log::Warn("withdrawal_unfinished", {{"booking", booking.id}, {"why", gone.message()}});
  } else {
    RETURN_IF_ERROR(
        store_.Settle(booking.id, BookingState::kFailed, booking.failure_reason, deadline));
  }
  return MakeError(DomainError::kSlotTaken, "somebody else took the time meanwhile");
}

absl::Status Settler::Fail(const Booking& booking, DomainError reason, absl::Time deadline) {
  return store_.Settle(booking.id, BookingState::kFailed,
                       std::string(RowOf(reason).webhook_code), deadline);
}

}  // namespace frontdesk::booking
