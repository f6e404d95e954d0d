#include "services/booking/domain/appointment_desk.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/cliniko/failure.h"
#include "libs/failpoint/failpoint.h"
#include "libs/phone/phone_number.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/booking/domain/choose_start.h"
#include "services/booking/domain/ledger.h"

namespace frontdesk::booking {
namespace {

// Once the wish is written down the work goes on this long, whether or not the caller waits.
constexpr absl::Duration kFinishWithin = absl::Seconds(20);

}  // namespace

absl::StatusOr<ComingAppointments> AppointmentDesk::List(const ClinicId& clinic,
                                                         const Caller& caller,
                                                         const AppointmentQuery& whose,
                                                         std::size_t most,
                                                         const CallContext& call) {
  const auto directory = parts_.directories.Get(clinic, call);
  if (!directory.ok()) return NothingDone(directory.status());
  const auto client = parts_.clinikos.For(clinic, call.deadline);
  if (!client.ok()) return NothingDone(client.status());
  ASSIGN_OR_RETURN(const std::vector<OwnedAppointment> coming,
                   parts_.finder.List(**directory, caller, whose, **client, call.deadline));
  ComingAppointments answer{.bookings = {}, .directory = *directory};
  for (const OwnedAppointment& owned : coming) {
    if (answer.bookings.size() == most) break;
    answer.bookings.push_back(AsBooking(clinic, owned));
  }
  return answer;
}

absl::StatusOr<CancelAnswer> AppointmentDesk::Cancel(const CancelRequest& request,
                                                     const CallContext& call) {
  const auto directory = parts_.directories.Get(request.clinic, call);
  if (!directory.ok()) return NothingDone(directory.status());
  const auto client = parts_.clinikos.For(request.clinic, call.deadline);
  if (!client.ok()) return NothingDone(client.status());
  ASSIGN_OR_RETURN(const OwnedAppointment owned,
                   parts_.finder.Find(**directory, request.caller, request.appointment, **client,
                                      call.deadline));
  CancelAnswer answer{
      .booking = AsBooking(request.clinic, owned), .directory = *directory, .cancelled_at = {}};
  answer.one_of_several = owned.one_of_several;
  if (!owned.appointment.live()) {
    answer.already_cancelled = true;
    answer.cancelled_at = owned.appointment.cancelled_at.value_or(parts_.clock.Now());
    if (owned.booking.has_value() && owned.booking->state == BookingState::kBooked) {
      const absl::Status noted =
          parts_.bookings.Settle(owned.booking->id, BookingState::kCancelled, "", call.deadline);
      log::Info("found_cancelled", {{"booking", owned.booking->id}, {"why", noted}});
      DropSlots(**directory, owned.booking->claim, parts_.schedule, call);
    }
    return answer;
  }
  if (owned.appointment.starts_at <= parts_.clock.Now()) {
    return MakeError(DomainError::kCancellationFailed, "it is over");
  }
  ASSIGN_OR_RETURN(answer.booking,
                   CancelLive(owned, request, (*directory)->clinic, **client, call));
  answer.cancelled_at = parts_.clock.Now();
  FAILPOINT_WITHOUT_ERROR("cancel.before_invalidate");
  DropSlots(**directory, answer.booking.claim, parts_.schedule, call);
  FAILPOINT_WITHOUT_ERROR("cancel.after_invalidate");
  return answer;
}

absl::StatusOr<Booking> AppointmentDesk::CancelLive(const OwnedAppointment& owned,
                                                    const CancelRequest& request,
                                                    const Clinic& clinic, cliniko::Client& client,
                                                    const CallContext& call) {
  ASSIGN_OR_RETURN(const std::optional<Booking> ours,
                   OurRow(clinic.id, owned, parts_.bookings, call.deadline));
  const bool unconfirmed = ours.has_value() && ours->state == BookingState::kPending;
  const absl::StatusOr<Booking> row =
      unconfirmed ? *ours : BookedRow(clinic.id, owned, parts_.bookings, call.deadline);
  RETURN_IF_ERROR(row.status());
  const absl::Time deadline = absl::Now() + kFinishWithin;
  const auto phone = ParsePhone(request.caller.phone, clinic.country);
  FAILPOINT("cancel.before_wish");
  const absl::StatusOr<Booking> wanted =
      parts_.bookings.WantCancel(row->id,
                                 {.reason = request.reason,
                                  .note = request.note,
                                  .session_id = request.caller.session_id,
                                  .phone = phone.ok() ? phone->e164() : ""},
                                 call.deadline);
  FAILPOINT("cancel.after_wish");
  if (wanted.ok()) {
    // Whoever confirms it cancels it then.
    if (wanted->state == BookingState::kPending) return WaitsForBooking();
    // An earlier try may have reached Cliniko: a refusal of this one proves nothing about that.
    return row->cancel_reason != 0 ? parts_.settler.Recover(*wanted, client, deadline)
                                   : parts_.settler.Cancel(*wanted, client, deadline);
  }
  if (!absl::IsFailedPrecondition(wanted.status())) return wanted;
  ASSIGN_OR_RETURN(Booking now, parts_.bookings.Find(clinic.id, row->id, call.deadline));
  if (now.state == BookingState::kCancelled) return now;
  if (now.state == BookingState::kFailed || now.state == BookingState::kWithdrawing) {
    return MakeError(DomainError::kAppointmentNotFound, "it was not confirmed");
  }
  return WaitsForChange();
}

}  // namespace frontdesk::booking
