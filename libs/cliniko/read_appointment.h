#ifndef FRONTDESK_LIBS_CLINIKO_READ_APPOINTMENT_H_
#define FRONTDESK_LIBS_CLINIKO_READ_APPOINTMENT_H_

#include <string>

#include "absl/status/statusor.h"
#include "libs/cliniko/types.h"
#include "nlohmann/json_fwd.hpp"

// Appointments and the calendar. Source: contract/cliniko.md, sections 10.12 to 10.14.
// Reading fails with kMalformedAnswer.
namespace frontdesk::cliniko {

absl::StatusOr<Appointment> ReadAppointment(const nlohmann::json& json);
absl::StatusOr<CalendarEntry> ReadCalendarEntry(const nlohmann::json& json);
// {"conflicts":{"exist":true}}
absl::StatusOr<bool> ReadConflicts(const nlohmann::json& json);

// The bodies that create, move and cancel.
std::string WriteAppointment(const NewAppointment& appointment);
std::string WriteMove(const AppointmentMove& move);
std::string WriteCancellation(CancellationReason reason, const std::string& note);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_READ_APPOINTMENT_H_
