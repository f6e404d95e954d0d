#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_STAFF_WATCH_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_STAFF_WATCH_H_

#include <functional>
#include <stop_token>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/turns/turns.h"
#include "services/booking/domain/staff_change_store.h"

namespace frontdesk::booking {

// Told that a practitioner's open times around a claim are others now.
using SlotsChanged = std::function<void(const Claim&)>;

struct StaffWatchOptions {
  // Cliniko tells times in seconds, its clock may differ from ours, and its lists lag behind.
  absl::Duration overlap = absl::Minutes(2);
  // How far the first look at a clinic goes back.
  absl::Duration first_look_back = absl::Hours(24);
  absl::Duration for_one_answer = absl::Seconds(20);
};

// Follows what staff do in Cliniko with appointments that we booked: one that they cancelled,
// archived or deleted is cancelled here too, one that they moved is moved. One request to Cliniko
// where nothing of ours changed, and one more for each booking that did. A failure loses nothing:
// the next look begins where the last one was sure. Thread-safe.
class StaffWatch {
 public:
  // All must outlive the object. `slots_changed` hears of each time that was freed or taken.
  StaffWatch(ClinikoClients& clinikos, StaffChangeStore& store, const Clock& clock,
             const StaffWatchOptions& options, SlotsChanged slots_changed)
      : clinikos_(clinikos),
        store_(store),
        clock_(clock),
        options_(options),
        slots_changed_(std::move(slots_changed)) {}

  // Fails with Cancelled when a stop is requested, with Aborted when the turn is somebody else's,
  // and with the errors of the collaborators.
  absl::Status Look(const Turn& turn, const std::stop_token& stop);

 private:
  ClinikoClients& clinikos_;
  StaffChangeStore& store_;
  const Clock& clock_;
  const StaffWatchOptions options_;
  const SlotsChanged slots_changed_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_STAFF_WATCH_H_
