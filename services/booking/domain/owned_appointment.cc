#include "services/booking/domain/owned_appointment.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/civil/format.h"
#include "libs/civil/zone.h"
#include "services/booking/domain/person_name.h"

namespace frontdesk::booking {

Claim ClaimOf(const ClinicId& clinic, const cliniko::Appointment& appointment) {
  return {.clinic = clinic,
          .offering = {appointment.practitioner, appointment.business, appointment.type},
          .time = {appointment.starts_at, appointment.ends_at}};
}

Booking AsBooking(const ClinicId& clinic, const OwnedAppointment& owned) {
  Booking booking = owned.booking.value_or(Booking{});
  booking.claim = ClaimOf(clinic, owned.appointment);
  booking.state = owned.appointment.live() ? BookingState::kBooked : BookingState::kCancelled;
  booking.patient = owned.appointment.patient;
  booking.appointment = owned.appointment.id;
  if (!owned.booking.has_value()) {
    booking.patient_name = owned.patient.FullName();
    booking.created_at = owned.appointment.created_at;
    booking.updated_at = owned.appointment.updated_at;
  }
  return booking;
}

Choice AsChoice(const Directory& directory, const OwnedAppointment& owned, bool named) {
  const cliniko::Appointment& appointment = owned.appointment;
  const absl::TimeZone zone = directory.clinic.zone;
  const Practitioner* who = directory.Find(appointment.practitioner);
  const AppointmentType* what = directory.Find(appointment.type);
  const Business* where = directory.Find(appointment.business);
  const std::string service = what == nullptr ? "Appointment" : what->name;
  const std::string with = who == nullptr ? "" : absl::StrCat(" with ", who->display_name);
  Choice choice = {
      .id = appointment.id.value(),
      .label = absl::StrCat(service, with, " on ", SpokenStartText(appointment.starts_at, zone)),
      .facts = {{"practitioner", who == nullptr ? "" : who->display_name},
                {"service", what == nullptr ? "" : what->name},
                {"location", where == nullptr ? "" : where->name},
                {"date", IsoDay(DayAt(appointment.starts_at, zone))},
                {"time", ClockText(appointment.starts_at, zone)}}};
  const std::string patient =
      owned.patient.last_name == kNoLastName ? owned.patient.first_name : owned.patient.FullName();
  if (named && !NameKey(patient).empty()) {
    choice.label = absl::StrCat(patient, "'s ", choice.label);
    choice.facts["patient"] = patient;
  }
  return choice;
}

}  // namespace frontdesk::booking
