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
