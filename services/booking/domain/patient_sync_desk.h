#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_SYNC_DESK_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_SYNC_DESK_H_

#include <functional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/turns/turns.h"
#include "services/booking/domain/patient_index.h"

namespace frontdesk::booking {

struct PatientSyncAnswer {
  bool done = false;  // false: it goes on, in some replica
  PatientIndexStatus index{};
};

// Syncs a clinic's patients when somebody asks for it. The work is done by whichever replica has
// the clinic's turn. Thread-safe.
class PatientSyncDesk {
 public:
  // `look_now` tells this replica that there is work. Both stores must outlive the object.
  PatientSyncDesk(Turns& turns, PatientIndex& index, std::function<void()> look_now)
      : turns_(turns), index_(index), look_now_(std::move(look_now)) {}

  // Waits until it is done or `deadline` is near. `full`: all patients, not only what changed.
  // Fails with kClinicNotFound, and with kBookingSystemUnavailable where the sync failed, which is
  // tried again.
  absl::StatusOr<PatientSyncAnswer> SyncNow(const ClinicId& clinic, bool full, absl::Time deadline);

 private:
  Turns& turns_;
  PatientIndex& index_;
  const std::function<void()> look_now_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_SYNC_DESK_H_
