#include "gateway/webhooks/appointment_shapes.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/clients/booking_client.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "libs/civil/format.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {

Json AppointmentDetailsJson(const Appointment& appointment, absl::TimeZone zone) {
  const absl::CivilDay day = absl::ToCivilDay(appointment.time.start, zone);
  return {
      {"appointmentId", appointment.id.value()},
      {"practitioner", appointment.practitioner.display_name},
      {"service", appointment.service.name},
      {"duration", absl::StrCat(absl::ToInt64Minutes(appointment.service.duration), " minutes")},
      {"date", SpokenFullDayText(day)},
      {"time", SpokenTimeText(appointment.time.start, zone)},
      {"location", appointment.business.name},
      {"patient", appointment.patient_name},
      {"confirmationNumber", ConfirmationNumber(appointment.id)}};
}

AppointmentRef AppointmentOf(const WebhookRequest& request) {
  return {.appointment_id = request.appointment_id,
          .confirmation_number = request.confirmation_number,
          .spoken_description = request.appointment_details,
          .patient_name = request.patient_name,
          .claimed_phone = request.patient_phone};
}

}  // namespace frontdesk::gateway
