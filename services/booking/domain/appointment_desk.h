#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_DESK_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_DESK_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/directory_cache/directory_cache.h"
#include "libs/domain/call_context.h"
#include "services/booking/domain/appointment_finder.h"
#include "services/booking/domain/booking.h"
#include "services/booking/domain/booking_store.h"
#include "services/booking/domain/settler.h"
#include "services/schedule_cache/client/schedule_cache_client.h"

namespace frontdesk::booking {

struct CancelRequest {
  ClinicId clinic;
  Caller caller;
  AppointmentQuery appointment;
  int reason = 50;   // Cliniko's code
  std::string note;  // the caller's words; personal data
};

struct CancelAnswer {
  Booking booking;                             // state kCancelled
  std::shared_ptr<const Directory> directory;  // of the clinic, never null
  bool already_cancelled = false;
  bool one_of_several = false;  // as OwnedAppointment has it
  absl::Time cancelled_at;
};

struct ComingAppointments {
  std::vector<Booking> bookings;               // earliest first
  std::shared_ptr<const Directory> directory;  // of the clinic, never null
};

// Tells callers of their appointments and cancels them. Thread-safe.
class AppointmentDesk {
 public:
  // What it works with; all must outlive it.
  struct Parts {
    DirectoryCache& directories;
    ScheduleCacheClient& schedule;
    ClinikoClients& clinikos;
    BookingStore& bookings;
    AppointmentFinder& finder;
    Settler& settler;
    const Clock& clock;
  };

  explicit AppointmentDesk(const Parts& parts) : parts_(parts) {}

  // What is to come for the patients of the caller's number, at most `most`; of several, those of
  // the name if it is one of theirs. See AppointmentFinder::List.
  absl::StatusOr<ComingAppointments> List(const ClinicId& clinic, const Caller& caller,
                                          const AppointmentQuery& whose, std::size_t most,
                                          const CallContext& call);

  // The wish is written down before Cliniko is asked, so that the reconciler can finish it, also
  // for a booking that is not confirmed yet: that fails with WaitsForBooking. Errors: those of
  // CancelAppointment in booking.proto.
  absl::StatusOr<CancelAnswer> Cancel(const CancelRequest& request, const CallContext& call);

 private:
  // The cancelled booking of `owned`, which is live and to come.
  absl::StatusOr<Booking> CancelLive(const OwnedAppointment& owned, const CancelRequest& request,
                                     const Clinic& clinic, cliniko::Client& client,
                                     const CallContext& call);

  const Parts parts_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_APPOINTMENT_DESK_H_
