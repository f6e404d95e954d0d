#include "services/booking/domain/patient_sync_desk.h"

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk::booking {
namespace {

// Another replica may do it, so the database is all that can be watched.
constexpr absl::Duration kLookEvery = absl::Milliseconds(100);
// For the answer's way back.
constexpr absl::Duration kReserve = absl::Milliseconds(500);

}  // namespace

absl::StatusOr<PatientSyncAnswer> PatientSyncDesk::SyncNow(const ClinicId& clinic, bool full,
                                                           absl::Time deadline) {
  ASSIGN_OR_RETURN(const PatientIndexStatus before, index_.Status(clinic, deadline));
  if (full) RETURN_IF_ERROR(index_.WantFullRead(clinic, deadline));
  RETURN_IF_ERROR(turns_.MakeDue(clinic, deadline));
  look_now_();
  while (true) {
    ASSIGN_OR_RETURN(const PatientIndexStatus now, index_.Status(clinic, deadline));
    const bool done = now.synced_at != before.synced_at && !now.full_read_pending;
    if (done) return PatientSyncAnswer{.done = true, .index = now};
    if (now.failures > before.failures) {
      return MakeError(DomainError::kBookingSystemUnavailable,
                       "the sync of patients failed and is tried again");
    }
    if (absl::Now() + kLookEvery + kReserve >= deadline) {
      return PatientSyncAnswer{.done = false, .index = now};
    }
    absl::SleepFor(kLookEvery);
  }
}

}  // namespace frontdesk::booking
