#include "services/booking/domain/staff_watch.h"

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/failure.h"
#include "libs/failpoint/failpoint.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk::booking {
namespace {

constexpr absl::Duration kSoon = absl::Seconds(5);  // for the store

// What the booking would be as Cliniko has it.
Claim ClaimOf(const StandingBooking& booking, const cliniko::Appointment& there) {
  return {.clinic = booking.claim.clinic,
          .offering = {there.practitioner, there.business, there.type},
          .time = {there.starts_at, there.ends_at}};
}

bool Agrees(const StandingBooking& booking, const cliniko::Appointment& there) {
  const Claim claim = ClaimOf(booking, there);
  return there.live() && claim.offering == booking.claim.offering &&
         claim.time == booking.claim.time;
}

}  // namespace

absl::Status StaffWatch::Look(const Turn& turn, const std::stop_token& stop) {
  const absl::Time began = clock_.Now();
  ASSIGN_OR_RETURN(const std::optional<absl::Time> read_up_to,
                   store_.ReadUpTo(turn, began + kSoon));
  ASSIGN_OR_RETURN(const std::shared_ptr<cliniko::Client> client,
                   clinikos_.For(turn.clinic, cliniko::CallPriority::kBackground, began + kSoon));
  cliniko::AppointmentFilter filter;
  filter.updated_since =
      read_up_to.has_value() ? *read_up_to - options_.overlap : began - options_.first_look_back;
  filter.include_cancelled = true;
  ASSIGN_OR_RETURN(const std::vector<cliniko::Appointment> changed,
                   client->FindAppointments(filter, began + options_.for_one_answer));
  std::map<AppointmentId, cliniko::Appointment> by_id;
  std::vector<AppointmentId> ids;
  for (const cliniko::Appointment& appointment : changed) {
    by_id[appointment.id] = appointment;
    ids.push_back(appointment.id);
  }
  ASSIGN_OR_RETURN(const std::vector<StandingBooking> ours,
                   store_.FindStanding(turn.clinic, ids, clock_.Now() + kSoon));
  bool sure = true;
  for (const StandingBooking& booking : ours) {
    if (stop.stop_requested()) return absl::CancelledError("stopping");
    if (Agrees(booking, by_id[booking.appointment])) continue;
    if (booking.in_motion) {
      sure = false;
      continue;
    }
    // The list may be older than what we did last; the appointment itself is not.
    const absl::StatusOr<cliniko::Appointment> there =
        client->GetAppointment(booking.appointment, clock_.Now() + options_.for_one_answer);
    const bool unknown = cliniko::IsFailure(there.status(), cliniko::Failure::kNotFound);
    if (!there.ok() && !unknown) return there.status();
    if (there.ok() && Agrees(booking, *there)) continue;
    FAILPOINT("staff_watch.before_mark");
    const bool gone = unknown || !there->live();
    ASSIGN_OR_RETURN(const bool marked, gone ? store_.MarkCancelled(booking, clock_.Now() + kSoon)
                                             : store_.MarkMoved(booking, ClaimOf(booking, *there),
                                                                clock_.Now() + kSoon));
    FAILPOINT("staff_watch.after_mark");
    if (!marked) sure = false;
    if (marked) slots_changed_(booking.claim);
    if (marked && !gone) slots_changed_(ClaimOf(booking, *there));
    log::Info(log::Ours(gone ? "cancelled_by_staff" : "moved_by_staff"),
              {{"clinic", turn.clinic}, {"booking", booking.id}, {"marked", marked}});
  }
  FAILPOINT("staff_watch.before_read_up_to");
  // What was not sure is looked at again.
  return sure ? store_.SetReadUpTo(turn, began, clock_.Now() + kSoon) : absl::OkStatus();
}

}  // namespace frontdesk::booking
