#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/bookings.h"
#include "tests/cliniko_sandbox/calendar.h"
#include "tests/cliniko_sandbox/fields.h"
#include "tests/cliniko_sandbox/list_reply.h"
#include "tests/cliniko_sandbox/render.h"
#include "tests/cliniko_sandbox/routes.h"

// Group appointments and attendees. Source: contract/cliniko.md, 10.15.

namespace frontdesk::sandbox {
namespace {

Reply Groups(Call& call) {
  std::vector<GroupRow> rows;
  for (const auto& [id, group] : call.account.group_appointments) {
    rows.push_back({&group, &call.account});
  }
  const Renderer render(call);
  return ListReply(call, "group_appointments", GroupFields(), std::move(rows),
                   [&](const GroupRow& row) { return render(*row.group); });
}

Reply ShowGroup(Call& call) {
  const GroupAppointment* group = Find(call.account.group_appointments, call.ids[0]);
  if (group == nullptr) return NotFound(call.settings);
  const Renderer render(call);
  return ShowReply(call, GroupFields(), GroupRow{group, &call.account},
                   [&](const GroupRow& row) { return render(*row.group); });
}

Reply GroupConflicts(Call& call) {
  const GroupAppointment* group = Find(call.account.group_appointments, call.ids[0]);
  if (group == nullptr) return NotFound(call.settings);
  const bool exist =
      !IsArchived(*group) && HasConflict(call.account, group->practitioner_id,
                                         {group->starts_at, group->ends_at}, group->id);
  return JsonReply(200, {{"conflicts", {{"exist", exist}}}});
}

Reply ArchiveGroup(Call& call) {
  GroupAppointment* group = Find(call.writable->group_appointments, call.ids[0]);
  if (group == nullptr || IsArchived(*group)) return NotFound(call.settings);
  Archive(*group, call.now);
  return NoContent();
}

template <typename Keep>
Reply AttendeeList(Call& call, const Keep& keep) {
  const Renderer render(call);
  return ListReply(call, "attendees", AttendeeFields(), Rows(call.account.attendees, keep),
                   [&](AttendeeRow row) { return render(*row); });
}

Reply Attendees(Call& call) {
  return AttendeeList(call, [](const Attendee&) { return true; });
}

Reply AttendeesOfGroup(Call& call) {
  const Id group = call.ids[0];
  if (Find(call.account.group_appointments, group) == nullptr) return NotFound(call.settings);
  return AttendeeList(call, [&](const Attendee& a) { return a.booking_id == group; });
}

template <typename Keep>
Reply OldAttendeeList(Call& call, const Keep& keep) {
  const Renderer render(call);
  return PageReply(call, "attendees", Rows(call.account.attendees, keep),
                   [&](AttendeeRow row) { return render(*row); });
}

Reply CancelledAttendees(Call& call) {
  return OldAttendeeList(
      call, [](const Attendee& a) { return a.cancelled_at.has_value() && !IsArchived(a); });
}

Reply DeletedAttendees(Call& call) {
  return OldAttendeeList(call, [](const Attendee& a) { return IsArchived(a); });
}

Reply ShowAttendee(Call& call) {
  const Attendee* attendee = Find(call.account.attendees, call.ids[0]);
  if (attendee == nullptr) return NotFound(call.settings);
  const Renderer render(call);
  return ShowReply(call, AttendeeFields(), AttendeeRow{attendee},
                   [&](AttendeeRow row) { return render(*row); });
}

// Joins a group.
Reply CreateAttendee(Call& call) {
  Account& account = *call.writable;
  BodyReader reader(call.body);
  reader.Require("booking_id");
  reader.Require("patient_id");
  GroupAppointment* group = Find(account.group_appointments, reader.IdOf("booking_id"));
  const Patient* patient = Find(account.patients, reader.IdOf("patient_id"));
  if (group == nullptr || IsArchived(*group)) reader.Fail("booking_id", kBlank);
  if (patient == nullptr) reader.Fail("patient_id", kBlank);
  if (patient != nullptr && IsArchived(*patient)) {
    reader.Fail("base", "Patient has been archived.");
  }
  if (reader.ok() &&
      static_cast<int>(PatientsOfGroup(account, group->id).size()) >= group->max_attendees) {
    reader.Fail("base", "Group appointment is full.");
  }
  if (!reader.ok()) return reader.Refusal();
  const Attendee& attendee =
      AddAttendee(account, {call.id_generator, call.now, call.precise_now}, group->id, patient->id);
  group->updated_at = call.now;
  return Created(call, absl::StrCat("/attendees/", attendee.id), Renderer(call, account)(attendee));
}

// Leaves a group. An attendee of an individual appointment is left alone: that one is cancelled
// by its own route.
Attendee* AttendeeOfGroup(const Call& call) {
  Attendee* attendee = Find(call.writable->attendees, call.ids[0]);
  if (attendee == nullptr || IsArchived(*attendee)) return nullptr;
  return call.writable->group_appointments.contains(attendee->booking_id) ? attendee : nullptr;
}

void TouchGroup(const Call& call, const Attendee& attendee) {
  call.writable->group_appointments[attendee.booking_id].updated_at = call.now;
}

Reply CancelAttendee(Call& call) {
  Attendee* attendee = AttendeeOfGroup(call);
  if (attendee == nullptr || attendee->cancelled_at) return NotFound(call.settings);
  BodyReader reader(call.body);
  const int reason = ReadCancellationReason(reader);
  if (!reader.ok()) return reader.Refusal();
  attendee->cancelled_at = attendee->updated_at = call.now;
  attendee->cancellation_reason = reason;
  attendee->cancellation_note = reader.TextOf("cancellation_note");
  TouchGroup(call, *attendee);
  return NoContent();
}

Reply ArchiveAttendee(Call& call) {
  Attendee* attendee = AttendeeOfGroup(call);
  if (attendee == nullptr) return NotFound(call.settings);
  Archive(*attendee, call.now);
  TouchGroup(call, *attendee);
  return NoContent();
}

}  // namespace

void AddGroupRoutes(std::vector<Route>& routes) {
  AddRead(routes, "/group_appointments", Groups);
  AddRead(routes, "/group_appointments/:id", ShowGroup);
  AddRead(routes, "/group_appointments/:id/conflicts", GroupConflicts);
  AddRead(routes, "/group_appointments/:id/attendees", AttendeesOfGroup);
  AddWrite(routes, "POST", "/group_appointments/:id/archive", ArchiveGroup);
  AddWrite(routes, "DELETE", "/group_appointments/:id", ArchiveGroup);
  AddRead(routes, "/attendees", Attendees);
  AddRead(routes, "/attendees/cancelled", CancelledAttendees);
  AddRead(routes, "/attendees/deleted", DeletedAttendees);
  AddRead(routes, "/attendees/:id", ShowAttendee);
  AddWrite(routes, "POST", "/attendees", CreateAttendee);
  AddWrite(routes, "PATCH", "/attendees/:id/cancel", CancelAttendee);
  AddWrite(routes, "POST", "/attendees/:id/archive", ArchiveAttendee);
  AddWrite(routes, "DELETE", "/attendees/:id", ArchiveAttendee);
}

}  // namespace frontdesk::sandbox
