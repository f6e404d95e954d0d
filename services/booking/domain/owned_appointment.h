#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_OWNED_APPOINTMENT_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_OWNED_APPOINTMENT_H_

#include <optional>
#include <string>
#include <vector>

#include "libs/cliniko/types.h"
#include "libs/domain/directory.h"
#include "libs/status/error_detail.h"
#include "services/booking/domain/booking.h"

namespace frontdesk::booking {

// An appointment in Cliniko of a patient who has the caller's number.
struct OwnedAppointment {
  cliniko::Appointment appointment;
  Person patient;                  // with the caller's number, or the one that we booked under
  std::optional<Booking> booking;  // empty: others made it
  // The caller may hear of appointments of others too, so it takes a name to say whose it is.
  bool one_of_several = false;
};

// Where and when the appointment is in Cliniko.
Claim ClaimOf(const ClinicId& clinic, const cliniko::Appointment& appointment);

// The booking as Cliniko shows its appointment; without an id of ours where others made it.
Booking AsBooking(const ClinicId& clinic, const OwnedAppointment& owned);

// Cliniko's records in a caller's words: "Massage with Cameron Example on Tuesday, July 14 at
// 9:00 AM", with the facts that error_detail.h names. `named`: "Casey Caller's Massage with ...".
Choice AsChoice(const Directory& directory, const OwnedAppointment& owned, bool named);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_OWNED_APPOINTMENT_H_
