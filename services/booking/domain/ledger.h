#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_LEDGER_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_LEDGER_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/directory.h"
#include "services/booking/domain/booking_store.h"
#include "services/booking/domain/owned_appointment.h"
#include "services/schedule_cache/client/schedule_cache_client.h"

namespace frontdesk::booking {

// What a caller hears whose wish is not even written down, since another change is under way, of
// the booking itself or of somebody who was faster: kStillChecking, with the fact "waits_for"
// ("booking", "change").
absl::Status WaitsForBooking();
absl::Status WaitsForChange();

// The row of an appointment: what the finder found or, where that is nothing, the pending one that
// waits to hear whether Cliniko made the appointment. Nothing where others made it.
absl::StatusOr<std::optional<Booking>> OurRow(const ClinicId& clinic, const OwnedAppointment& owned,
                                              BookingStore& bookings, absl::Time deadline);

// The booked row of a live appointment, as Cliniko shows it: made where others made the
// appointment, and brought up to date where staff moved it, also where others hold its time (staff
// book twice on purpose). Fails with WaitsForBooking where it is not settled yet, WaitsForChange
// where it is being moved, and kAppointmentNotFound where it is being withdrawn.
absl::StatusOr<Booking> BookedRow(const ClinicId& clinic, const OwnedAppointment& owned,
                                  BookingStore& bookings, absl::Time deadline);

// Forgets the cached slots of the claim's practitioner on its day, on all replicas. What fails is
// logged: a lost invalidation costs freshness alone.
void DropSlots(const Directory& directory, const Claim& claim, ScheduleCacheClient& schedule,
               CallContext call);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_LEDGER_H_
