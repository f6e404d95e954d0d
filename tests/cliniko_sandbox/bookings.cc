#include "tests/cliniko_sandbox/bookings.h"

#include <utility>

#include "tests/cliniko_sandbox/render.h"

namespace frontdesk::sandbox {
namespace {

template <typename T>
void Stamp(const Moment& moment, T& record) {
  record.id = moment.ids.Next(moment.precise_now);
  record.created_at = record.updated_at = moment.now;
}

}  // namespace

IndividualAppointment& AddAppointment(Account& account, const Moment& moment,
                                      IndividualAppointment appointment) {
  Stamp(moment, appointment);
  AddAttendee(account, moment, appointment.id, appointment.patient_id);
  return account.individual_appointments[appointment.id] = std::move(appointment);
}

void TakeTimeAskedFor(Account& account, const Moment& moment, const std::vector<Id>& ids,
                      const Json& body) {
  IndividualAppointment staffs;
  if (!ids.empty()) {
    const IndividualAppointment* changed = Find(account.individual_appointments, ids.front());
    if (changed == nullptr) return;
    staffs.practitioner_id = changed->practitioner_id;
    staffs.business_id = changed->business_id;
    staffs.appointment_type_id = changed->appointment_type_id;
  }
  const BodyReader reader(body);
  if (reader.Has("practitioner_id")) staffs.practitioner_id = reader.IdOf("practitioner_id");
  if (reader.Has("business_id")) staffs.business_id = reader.IdOf("business_id");
  if (reader.Has("appointment_type_id")) {
    staffs.appointment_type_id = reader.IdOf("appointment_type_id");
  }
  const AppointmentType* type = Find(account.appointment_types, staffs.appointment_type_id);
  const Instant starts_at = reader.TimeOf("starts_at");
  if (!starts_at || type == nullptr || account.patients.empty() ||
      !account.practitioners.contains(staffs.practitioner_id) ||
      !account.businesses.contains(staffs.business_id)) {
    return;
  }
  staffs.patient_id = account.patients.begin()->first;
  staffs.starts_at = *starts_at;
  staffs.ends_at =
      reader.TimeOf("ends_at").value_or(*starts_at + absl::Minutes(type->duration_in_minutes));
  staffs.notes = kTakenMeanwhile;
  AddAppointment(account, moment, std::move(staffs));
}

void CancelAppointment(IndividualAppointment& appointment, absl::Time now, int reason, Text note) {
  appointment.cancelled_at = appointment.updated_at = now;
  appointment.cancellation_reason = reason;
  appointment.cancellation_note = std::move(note);
}

bool IsCancellationReason(int reason) { return !CancellationText(reason).empty(); }

int ReadCancellationReason(BodyReader& reader) {
  reader.Require("cancellation_reason");
  const int reason = reader.IntegerOf("cancellation_reason").value_or(0);
  if (!IsCancellationReason(reason)) {
    reader.Fail("cancellation_reason", "is not included in the list");
  }
  return reason;
}

Attendee& AddAttendee(Account& account, const Moment& moment, Id booking, Id patient) {
  Attendee attendee;
  Stamp(moment, attendee);
  attendee.booking_id = booking;
  attendee.patient_id = patient;
  return account.attendees[attendee.id] = attendee;
}

UnavailableBlock& AddUnavailableBlock(Account& account, const Moment& moment,
                                      UnavailableBlock block) {
  Stamp(moment, block);
  return account.unavailable_blocks[block.id] = std::move(block);
}

}  // namespace frontdesk::sandbox
