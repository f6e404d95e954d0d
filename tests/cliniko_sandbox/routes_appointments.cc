#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/bookings.h"
#include "tests/cliniko_sandbox/calendar.h"
#include "tests/cliniko_sandbox/fields.h"
#include "tests/cliniko_sandbox/list_reply.h"
#include "tests/cliniko_sandbox/render.h"
#include "tests/cliniko_sandbox/routes.h"

// Individual appointments. Source: contract/cliniko.md, 10.12 and 10.13.

namespace frontdesk::sandbox {
namespace {

Reply Appointments(Call& call) {
  const Renderer render(call);
  return ListReply(call, "individual_appointments", AppointmentFields(),
                   Rows(call.account.individual_appointments),
                   [&](AppointmentRow row) { return render(*row); });
}

template <typename Keep>
Reply OldList(Call& call, const Keep& keep) {
  const Renderer render(call);
  return PageReply(call, "individual_appointments",
                   Rows(call.account.individual_appointments, keep),
                   [&](AppointmentRow row) { return render(*row); });
}

Reply CancelledAppointments(Call& call) {
  return OldList(call, [](const IndividualAppointment& a) {
    return a.cancelled_at.has_value() && !IsArchived(a);
  });
}

Reply DeletedAppointments(Call& call) {
  return OldList(call, [](const IndividualAppointment& a) { return IsArchived(a); });
}

Reply ShowAppointment(Call& call) {
  const IndividualAppointment* appointment =
      Find(call.account.individual_appointments, call.ids[0]);
  if (appointment == nullptr) return NotFound(call.settings);
  const Renderer render(call);
  return ShowReply(call, AppointmentFields(), AppointmentRow{appointment},
                   [&](AppointmentRow row) { return render(*row); });
}

Reply Conflicts(Call& call) {
  const IndividualAppointment* appointment =
      Find(call.account.individual_appointments, call.ids[0]);
  if (appointment == nullptr) return NotFound(call.settings);
  const bool exist = IsLive(*appointment) &&
                     HasConflict(call.account, appointment->practitioner_id,
                                 {appointment->starts_at, appointment->ends_at}, appointment->id);
  return JsonReply(200, {{"conflicts", {{"exist", exist}}}});
}

Reply AttendeesOfAppointment(Call& call) {
  const Id booking = call.ids[0];
  if (Find(call.account.individual_appointments, booking) == nullptr) {
    return NotFound(call.settings);
  }
  const Renderer render(call);
  return ListReply(
      call, "attendees", AttendeeFields(),
      Rows(call.account.attendees, [&](const Attendee& a) { return a.booking_id == booking; }),
      [&](AttendeeRow row) { return render(*row); });
}

// Reads the references that the body names and checks that they exist. Whether a practitioner is
// active or offers the type is not checked, as nothing says that Cliniko does.
void ReadReferences(const Account& account, BodyReader& reader,
                    IndividualAppointment& appointment) {
  if (reader.Has("patient_id")) appointment.patient_id = reader.IdOf("patient_id");
  if (reader.Has("practitioner_id")) appointment.practitioner_id = reader.IdOf("practitioner_id");
  if (reader.Has("business_id")) appointment.business_id = reader.IdOf("business_id");
  if (reader.Has("appointment_type_id")) {
    appointment.appointment_type_id = reader.IdOf("appointment_type_id");
  }
  const Patient* patient = Find(account.patients, appointment.patient_id);
  const AppointmentType* type = Find(account.appointment_types, appointment.appointment_type_id);
  if (patient == nullptr) reader.Fail("patient_id", kBlank);
  if (Find(account.practitioners, appointment.practitioner_id) == nullptr) {
    reader.Fail("practitioner_id", kBlank);
  }
  if (Find(account.businesses, appointment.business_id) == nullptr) {
    reader.Fail("business_id", kBlank);
  }
  if (type == nullptr) {
    // What an unknown type was seen to answer; a missing one is blank instead.
    if (reader.Has("appointment_type_id")) reader.Fail("max_attendees", "is not a number");
  } else if (type->max_attendees > 1) {
    reader.Fail("max_attendees", "must be 1 for an individual appointment");
  } else if (IsArchived(*type)) {
    reader.Fail("base", "Appointment type has been archived.");
  }
  if (patient != nullptr && IsArchived(*patient)) {
    reader.Fail("base", "Patient has been archived.");
  }
}

void ReadTimes(const Account& account, BodyReader& reader, bool derive_end,
               IndividualAppointment& appointment) {
  if (reader.Has("starts_at")) {
    const Instant starts_at = reader.TimeOf("starts_at");
    if (starts_at) {
      appointment.starts_at = *starts_at;
    } else {
      reader.Fail("starts_at", reader.IsNull("starts_at") ? kBlank : "is invalid");
    }
  }
  if (reader.Has("ends_at") && !reader.IsNull("ends_at")) {
    const Instant ends_at = reader.TimeOf("ends_at");
    if (ends_at) {
      appointment.ends_at = *ends_at;
    } else {
      reader.Fail("ends_at", "is invalid");
    }
  } else if (derive_end || reader.IsNull("ends_at")) {
    const AppointmentType* type = Find(account.appointment_types, appointment.appointment_type_id);
    if (type == nullptr) return;  // already a failure of its own
    appointment.ends_at = appointment.starts_at + absl::Minutes(type->duration_in_minutes);
  }
  if (reader.ok() && appointment.ends_at <= appointment.starts_at) {
    reader.Fail("ends_at", "must be after the start time");
  }
}

void RefuseOverlap(const Call& call, BodyReader& reader, const IndividualAppointment& appointment) {
  if (!call.settings.reject_overlap || !reader.ok()) return;
  if (HasConflict(*call.writable, appointment.practitioner_id,
                  {appointment.starts_at, appointment.ends_at}, appointment.id)) {
    reader.Fail("base", "Appointment overlaps with another booking.");
  }
}

Reply CreateAppointment(Call& call) {
  Account& account = *call.writable;
  BodyReader reader(call.body);
  for (const char* field :
       {"starts_at", "patient_id", "practitioner_id", "appointment_type_id", "business_id"}) {
    reader.Require(field);
  }
  IndividualAppointment appointment;
  if (reader.ok()) {
    ReadReferences(account, reader, appointment);
    ReadTimes(account, reader, /*derive_end=*/true, appointment);
  }
  appointment.notes = reader.TextOf("notes");
  appointment.repeat_rule = ReadRepeatRule(reader);
  RefuseOverlap(call, reader, appointment);
  if (!reader.ok()) {
    const bool no_patient =
        reader.Has("patient_id") && Find(account.patients, reader.IdOf("patient_id")) == nullptr;
    if (call.settings.unknown_patient_500 && no_patient) {
      return Message(500, "Internal Server Error");
    }
    return reader.Refusal();
  }
  const absl::Duration length = appointment.ends_at - appointment.starts_at;
  const absl::TimeZone zone = account.businesses.at(appointment.business_id).zone;
  const Moment moment = {call.id_generator, call.now, call.precise_now};
  Id first = 0;
  for (const absl::Time start :
       RepeatedStarts(appointment.starts_at, appointment.repeat_rule, zone)) {
    appointment.starts_at = start;
    appointment.ends_at = start + length;
    appointment.repeated_from_id = first;
    const Id id = AddAppointment(account, moment, appointment).id;
    if (first == 0) first = id;
  }
  return Created(call, absl::StrCat("/individual_appointments/", first),
                 Renderer(call, account)(account.individual_appointments[first]));
}

// The record of the path if it is shown without filters.
IndividualAppointment* LiveAppointment(const Call& call) {
  IndividualAppointment* appointment = Find(call.writable->individual_appointments, call.ids[0]);
  return appointment != nullptr && IsLive(*appointment) ? appointment : nullptr;
}

Reply UpdateAppointment(Call& call) {
  Account& account = *call.writable;
  IndividualAppointment* appointment = LiveAppointment(call);
  if (appointment == nullptr) return NotFound(call.settings);
  BodyReader reader(call.body);
  IndividualAppointment changed = *appointment;
  ReadReferences(account, reader, changed);
  ReadTimes(account, reader, /*derive_end=*/false, changed);
  if (reader.Has("notes")) changed.notes = reader.TextOf("notes");
  RefuseOverlap(call, reader, changed);
  if (!reader.ok()) return reader.Refusal();
  changed.updated_at = call.now;
  if (changed.patient_id != appointment->patient_id) {
    for (auto& [id, attendee] : account.attendees) {
      if (attendee.booking_id != changed.id) continue;
      attendee.patient_id = changed.patient_id;
      attendee.updated_at = call.now;
    }
  }
  *appointment = changed;
  return JsonReply(200, Renderer(call, account)(*appointment));
}

Reply CancelOne(Call& call) {
  IndividualAppointment* appointment = LiveAppointment(call);
  if (appointment == nullptr) {
    const bool known = call.writable->individual_appointments.contains(call.ids[0]);
    return known && call.settings.second_cancel_204 ? NoContent() : NotFound(call.settings);
  }
  BodyReader reader(call.body);
  const int reason = ReadCancellationReason(reader);
  if (!reader.ok()) return reader.Refusal();
  CancelAppointment(*appointment, call.now, reason, reader.TextOf("cancellation_note"));
  if (!reader.BooleanOf("apply_to_repeats").value_or(false)) return NoContent();
  for (auto& [id, repeat] : call.writable->individual_appointments) {
    if (repeat.repeated_from_id == appointment->id && IsLive(repeat)) {
      CancelAppointment(repeat, call.now, reason, reader.TextOf("cancellation_note"));
    }
  }
  return NoContent();
}

// A cancelled appointment can still be archived.
Reply ArchiveAppointment(Call& call) {
  IndividualAppointment* appointment = Find(call.writable->individual_appointments, call.ids[0]);
  if (appointment == nullptr || IsArchived(*appointment)) return NotFound(call.settings);
  Archive(*appointment, call.now);
  return NoContent();
}

}  // namespace

void AddAppointmentRoutes(std::vector<Route>& routes) {
  AddRead(routes, "/individual_appointments", Appointments);
  AddRead(routes, "/individual_appointments/cancelled", CancelledAppointments);
  AddRead(routes, "/individual_appointments/deleted", DeletedAppointments);
  AddRead(routes, "/individual_appointments/:id", ShowAppointment);
  AddRead(routes, "/individual_appointments/:id/conflicts", Conflicts);
  AddRead(routes, "/individual_appointments/:id/attendees", AttendeesOfAppointment);
  AddWrite(routes, "POST", "/individual_appointments", CreateAppointment);
  AddWrite(routes, "PUT", "/individual_appointments/:id", UpdateAppointment);
  AddWrite(routes, "PATCH", "/individual_appointments/:id", UpdateAppointment);
  AddWrite(routes, "PATCH", "/individual_appointments/:id/cancel", CancelOne);
  AddWrite(routes, "POST", "/individual_appointments/:id/archive", ArchiveAppointment);
  AddWrite(routes, "DELETE", "/individual_appointments/:id", ArchiveAppointment);
}

}  // namespace frontdesk::sandbox
