#include "services/booking/domain/ledger.h"

#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/zone.h"
#include "libs/failpoint/failpoint.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/booking/domain/booking_mark.h"
#include "services/booking/domain/person_name.h"

namespace frontdesk::booking {
namespace {

// The caller waits for the answer, not for this.
constexpr absl::Duration kTelling = absl::Milliseconds(300);

absl::StatusOr<Booking> Adopt(const ClinicId& clinic, const OwnedAppointment& owned,
                              BookingStore& bookings, absl::Time deadline) {
  NewBooking row{.idempotency_key = absl::StrCat("appointment:", owned.appointment.id.value()),
                 .fingerprint = "",
                 .claim = ClaimOf(clinic, owned.appointment),
                 .person = owned.patient,
                 .notes = "",
                 .session_id = ""};
  if (NameKey(row.person.FullName()).empty()) row.person.first_name = kNoLastName;
  FAILPOINT("ledger.before_adopt");
  const absl::StatusOr<Booking> adopted =
      bookings.Adopt(row, owned.appointment.patient, owned.appointment.id, deadline);
  FAILPOINT("ledger.after_adopt");
  if (!absl::IsAlreadyExists(adopted.status())) return adopted;
  // Perhaps the same request adopted it a moment ago.
  ASSIGN_OR_RETURN(std::optional<Booking> there,
                   bookings.FindByAppointment(clinic, owned.appointment.id, deadline));
  if (there.has_value() && there->state == BookingState::kBooked) return *std::move(there);
  return WaitsForChange();
}

}  // namespace

absl::Status WaitsForBooking() {
  return WithFacts(MakeError(DomainError::kStillChecking, "the booking is not settled yet"),
                   {{"waits_for", "booking"}});
}

absl::Status WaitsForChange() {
  return WithFacts(MakeError(DomainError::kStillChecking, "the booking is being changed"),
                   {{"waits_for", "change"}});
}

absl::StatusOr<std::optional<Booking>> OurRow(const ClinicId& clinic, const OwnedAppointment& owned,
                                              BookingStore& bookings, absl::Time deadline) {
  if (owned.booking.has_value()) return owned.booking;
  const std::optional<BookingId> marked = MarkedIn(owned.appointment.notes);
  if (!marked.has_value()) return std::nullopt;
  absl::StatusOr<Booking> row = bookings.Find(clinic, *marked, deadline);
  if (IsError(row.status(), DomainError::kAppointmentNotFound)) return std::nullopt;
  RETURN_IF_ERROR(row.status());
  // Staff copy notes from one appointment to another.
  const bool waits = row->state == BookingState::kPending && row->appointment.empty() &&
                     row->patient == owned.appointment.patient;
  if (!waits) return std::nullopt;
  return *std::move(row);
}

absl::StatusOr<Booking> BookedRow(const ClinicId& clinic, const OwnedAppointment& owned,
                                  BookingStore& bookings, absl::Time deadline) {
  ASSIGN_OR_RETURN(std::optional<Booking> ours, OurRow(clinic, owned, bookings, deadline));
  if (!ours.has_value()) return Adopt(clinic, owned, bookings, deadline);
  Booking row = *std::move(ours);
  if (row.state == BookingState::kPending) return WaitsForBooking();
  if (row.state != BookingState::kBooked) {
    return MakeError(DomainError::kAppointmentNotFound, "the booking is over");
  }
  const Claim now = ClaimOf(clinic, owned.appointment);
  if (row.claim.time == now.time && row.claim.offering == now.offering) return row;
  FAILPOINT("ledger.before_follow");
  const absl::Status followed = bookings.Follow(row.id, now, deadline);
  if (absl::IsFailedPrecondition(followed)) return WaitsForChange();
  RETURN_IF_ERROR(followed);
  FAILPOINT("ledger.after_follow");
  row.claim = now;
  return row;
}

void DropSlots(const Directory& directory, const Claim& claim, ScheduleCacheClient& schedule,
               CallContext call) {
  call.deadline = absl::Now() + kTelling;
  const absl::Status dropped =
      schedule.InvalidateSlots(directory.clinic.id, claim.offering.practitioner,
                               DayAt(claim.time.start, directory.clinic.zone),
                               DayAt(claim.time.end, directory.clinic.zone), call);
  if (!dropped.ok()) log::Warn("slots_not_invalidated", {{"why", dropped}});
}

}  // namespace frontdesk::booking
