#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_PLAN_MOVE_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_PLAN_MOVE_H_

#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/resolve/references.h"
#include "services/booking/domain/appointment_finder.h"
#include "services/booking/domain/plan_booking.h"

namespace frontdesk::booking {

// What somebody asks to be moved, as they said it. What is empty stays.
struct MoveRequest {
  ClinicId clinic;
  Caller caller;
  std::string request_id;
  AppointmentQuery appointment;
  PractitionerRef practitioner;
  AppointmentTypeRef appointment_type;
  BusinessRef business;
  std::variant<std::monostate, absl::Time, SpokenStart> start;  // a missing day or time stays
};

struct MovePlan {
  BookingRequest wish;  // what the move would be as a booking of its own
  BookingPlan plan;
  absl::Duration length;  // as it is now; of the new type if that changes
};

// Reads a request about `owned` against the clinic's directory and clock. Fails as PlanBooking
// does, and with kMissingInformation where nothing is to change, kRescheduleFailed where what stays
// is nothing that can be booked by phone.
absl::StatusOr<MovePlan> PlanMove(const Directory& directory, const MoveRequest& request,
                                  const OwnedAppointment& owned, absl::Time now);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_PLAN_MOVE_H_
