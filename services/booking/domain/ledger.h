#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_LEDGER_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_LEDGER_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/directory.h"
#include "services/booking/domain/booking_store.h"
#include "services/booking/domain/owned_appointment.h"
#include "services/schedule_cache/client/schedule_cache_client.h"

namespace frontdesk::booking {

// The booked row of a live appointment, as Cliniko shows it: made where others made the
// appointment, and brought up to date where staff moved it, also where others hold its time (staff
// book twice on purpose). Fails with kStillChecking where it is not settled yet or is being moved,
// and kAppointmentNotFound where it is being withdrawn.
absl::StatusOr<Booking> BookedRow(const ClinicId& clinic, const OwnedAppointment& owned,
                                  BookingStore& bookings, absl::Time deadline);

// Forgets the cached slots of the claim's practitioner on its day, on all replicas. What fails is
// logged: a lost invalidation costs freshness alone.
void DropSlots(const Directory& directory, const Claim& claim, ScheduleCacheClient& schedule,
               CallContext call);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_LEDGER_H_
