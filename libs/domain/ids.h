#ifndef FRONTDESK_LIBS_DOMAIN_IDS_H_
#define FRONTDESK_LIBS_DOMAIN_IDS_H_

#include "libs/domain/strong_id.h"

namespace frontdesk {

// Ours: a lower-case UUID.
using ClinicId = StrongId<struct ClinicIdTag>;
using BookingId = StrongId<struct BookingIdTag>;

// Cliniko's: 64-bit integers that travel as decimal strings, never as numbers (they exceed 2^53).
// Source: contract/cliniko.md, section 4.
using BusinessId = StrongId<struct BusinessIdTag>;
using PractitionerId = StrongId<struct PractitionerIdTag>;
using AppointmentTypeId = StrongId<struct AppointmentTypeIdTag>;
using PatientId = StrongId<struct PatientIdTag>;
using AppointmentId = StrongId<struct AppointmentIdTag>;

// The voice agent's name for one call. Chosen by the agent, so not unique and not to be trusted.
using SessionId = StrongId<struct SessionIdTag>;

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_DOMAIN_IDS_H_
