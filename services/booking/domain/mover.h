#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_MOVER_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_MOVER_H_

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/directory_cache/directory_cache.h"
#include "libs/domain/call_context.h"
#include "services/booking/domain/appointment_finder.h"
#include "services/booking/domain/booking.h"
#include "services/booking/domain/booking_store.h"
#include "services/booking/domain/plan_move.h"
#include "services/booking/domain/settler.h"
#include "services/schedule_cache/client/schedule_cache_client.h"
#include "services/session/client/session_client.h"

namespace frontdesk::booking {

struct MoverOptions {
  // As BookerOptions has them.
  absl::Duration slot_age = absl::Seconds(2);
  absl::Duration finish_within = absl::Seconds(20);
};

struct MoveAnswer {
  Booking booking;
  std::shared_ptr<const Directory> directory;  // of the clinic, never null
  absl::Time old_start;
  bool year_repaired = false;
};

// Moves appointments to another time, practitioner, place or type: the new time is claimed in the
// store before Cliniko is asked, while the old one stays held. Thread-safe.
class Mover {
 public:
  // What it works with; all must outlive it.
  struct Parts {
    DirectoryCache& directories;
    ScheduleCacheClient& schedule;
    SessionClient& sessions;
    ClinikoClients& clinikos;
    BookingStore& bookings;
    AppointmentFinder& finder;
    Settler& settler;
    const Clock& clock;
  };

  Mover(const Parts& parts, const MoverOptions& options) : parts_(parts), options_(options) {}

  // Errors: those of RescheduleAppointment in booking.proto.
  absl::StatusOr<MoveAnswer> Move(const MoveRequest& request, const CallContext& call);

 private:
  // What the same request did a moment ago; the words that found the appointment then may fit it no
  // more. Empty: nothing.
  absl::StatusOr<std::optional<MoveAnswer>> Repeated(
      const std::shared_ptr<const Directory>& directory, const MoveRequest& request,
      cliniko::Client& client, const CallContext& call);
  // A start of the plan that is open, if nothing but the appointment itself is in its way.
  absl::StatusOr<absl::Time> ChooseNewStart(const Directory& directory, const MovePlan& plan,
                                            const OwnedAppointment& owned, cliniko::Client& client,
                                            const CallContext& call);
  // The settled move under the key of `attempt`; fails as it failed. Empty: there is none.
  absl::StatusOr<std::optional<Booking>> SameMove(const NewBooking& attempt,
                                                  const CallContext& call);
  absl::StatusOr<Booking> Carry(const OwnedAppointment& owned, const NewBooking& attempt,
                                cliniko::Client& client, const CallContext& call);
  absl::Status Refuse(const absl::Status& why, const Directory& directory, const BookingPlan& plan,
                      absl::Time wanted, const CallContext& call);

  const Parts parts_;
  const MoverOptions options_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_MOVER_H_
