#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"

// The half of FakeClient that is about the calendar.
namespace frontdesk::cliniko {
namespace {

constexpr absl::Duration kLengthOfUnknownTypes = absl::Minutes(30);

absl::Status NotFound() { return MakeFailure({.failure = Failure::kNotFound}, "no such record"); }

bool Overlaps(absl::Time start, absl::Time end, absl::Time other_start, absl::Time other_end) {
  return start < other_end && other_start < end;
}

template <typename Id>
bool Matches(const Id& wanted, const Id& actual) {
  return wanted.empty() || wanted == actual;
}

CalendarEntry EntryOf(const Appointment& appointment) {
  return {.kind = CalendarKind::kIndividual,
          .id = appointment.id,
          .business = appointment.business,
          .practitioner = appointment.practitioner,
          .type = appointment.type,
          .patient = appointment.patient,
          .starts_at = appointment.starts_at,
          .ends_at = appointment.ends_at,
          .created_at = appointment.created_at,
          .updated_at = appointment.updated_at,
          .cancelled_at = appointment.cancelled_at,
          .archived_at = appointment.archived_at};
}

template <typename Filter, typename Row>
bool Asked(const Filter& filter, const Row& row) {
  return Matches(filter.practitioner, row.practitioner) && Matches(filter.business, row.business) &&
         (filter.include_cancelled || row.live()) &&
         (!filter.updated_since.has_value() || row.updated_at >= *filter.updated_since);
}

}  // namespace

Appointment* FakeClient::Find(const AppointmentId& id) {
  for (Appointment& appointment : world_.appointments) {
    if (appointment.id == id) return &appointment;
  }
  return nullptr;
}

std::vector<CalendarEntry> FakeClient::Calendar() const {
  std::vector<CalendarEntry> entries = world_.others;
  for (const Appointment& appointment : world_.appointments)
    entries.push_back(EntryOf(appointment));
  return entries;
}

absl::StatusOr<Appointment> FakeClient::CreateAppointment(const NewAppointment& appointment,
                                                          absl::Time deadline) {
  return Run<absl::StatusOr<Appointment>>(
      Call::kCreateAppointment, deadline, [&]() -> absl::StatusOr<Appointment> {
        std::vector<std::string> missing;
        if (appointment.business.empty()) missing.push_back("business_id");
        if (appointment.practitioner.empty()) missing.push_back("practitioner_id");
        if (appointment.type.empty()) missing.push_back("appointment_type_id");
        const bool known_patient = std::ranges::any_of(
            world_.patients,
            [&](const Patient& patient) { return patient.id == appointment.patient; });
        if (!known_patient) missing.push_back("patient_id");
        if (!missing.empty()) {
          return MakeFailure({.failure = Failure::kValidation, .invalid_fields = missing},
                             "refused");
        }
        absl::Duration length = kLengthOfUnknownTypes;
        for (const AppointmentType& type : world_.types) {
          if (type.id == appointment.type) length = type.duration;
        }
        world_.appointments.push_back(
            {.id = AppointmentId(NewId()),
             .business = appointment.business,
             .practitioner = appointment.practitioner,
             .type = appointment.type,
             .patient = appointment.patient,
             .starts_at = appointment.starts_at,
             .ends_at = appointment.ends_at.value_or(appointment.starts_at + length),
             .notes = appointment.notes,
             .created_at = Now(),
             .updated_at = Now()});
        return world_.appointments.back();
      });
}

absl::StatusOr<Appointment> FakeClient::GetAppointment(const AppointmentId& id,
                                                       absl::Time deadline) {
  return Run<absl::StatusOr<Appointment>>(Call::kGetAppointment, deadline,
                                          [&]() -> absl::StatusOr<Appointment> {
                                            const Appointment* found = Find(id);
                                            if (found == nullptr) return NotFound();
                                            return *found;
                                          });
}

absl::StatusOr<std::vector<Appointment>> FakeClient::FindAppointments(
    const AppointmentFilter& filter, absl::Time deadline) {
  using Appointments = std::vector<Appointment>;
  return Run<absl::StatusOr<Appointments>>(Call::kFindAppointments, deadline, [&] {
    Appointments found;
    for (const Appointment& appointment : world_.appointments) {
      const bool in_time =
          !filter.starts_in.has_value() || (appointment.starts_at >= filter.starts_in->start &&
                                            appointment.starts_at < filter.starts_in->end);
      if (in_time && Asked(filter, appointment) && Matches(filter.patient, appointment.patient) &&
          Matches(filter.type, appointment.type)) {
        found.push_back(appointment);
      }
    }
    return found;
  });
}

absl::StatusOr<Appointment> FakeClient::MoveAppointment(const AppointmentId& id,
                                                        const AppointmentMove& move,
                                                        absl::Time deadline) {
  return Run<absl::StatusOr<Appointment>>(
      Call::kMoveAppointment, deadline, [&]() -> absl::StatusOr<Appointment> {
        Appointment* found = Find(id);
        if (found == nullptr || !found->live()) return NotFound();
        if (move.ends_at <= move.starts_at) {
          return MakeFailure({.failure = Failure::kValidation, .invalid_fields = {"ends_at"}},
                             "refused");
        }
        found->starts_at = move.starts_at;
        found->ends_at = move.ends_at;
        if (!move.practitioner.empty()) found->practitioner = move.practitioner;
        if (!move.business.empty()) found->business = move.business;
        if (!move.type.empty()) found->type = move.type;
        found->updated_at = Now();
        return *found;
      });
}

absl::Status FakeClient::CancelAppointment(const AppointmentId& id, CancellationReason reason,
                                           const std::string& /*note*/, absl::Time deadline) {
  return Run<absl::Status>(Call::kCancelAppointment, deadline, [&]() -> absl::Status {
    Appointment* found = Find(id);
    if (found == nullptr) return NotFound();
    if (!found->live()) return absl::OkStatus();
    found->cancelled_at = Now();
    found->cancellation_reason = static_cast<int>(reason);
    found->updated_at = Now();
    return absl::OkStatus();
  });
}

absl::Status FakeClient::ArchiveAppointment(const AppointmentId& id, absl::Time deadline) {
  return Run<absl::Status>(Call::kArchiveAppointment, deadline, [&]() -> absl::Status {
    Appointment* found = Find(id);
    if (found == nullptr) return NotFound();
    if (found->archived_at.has_value()) return absl::OkStatus();
    found->archived_at = Now();
    found->updated_at = Now();
    return absl::OkStatus();
  });
}

absl::StatusOr<bool> FakeClient::HasConflicts(const AppointmentId& id, absl::Time deadline) {
  return Run<absl::StatusOr<bool>>(Call::kHasConflicts, deadline, [&]() -> absl::StatusOr<bool> {
    const Appointment* found = Find(id);
    if (found == nullptr) return NotFound();
    return std::ranges::any_of(Calendar(), [&](const CalendarEntry& entry) {
      return entry.live() && entry.id != id && entry.practitioner == found->practitioner &&
             Overlaps(entry.starts_at, entry.ends_at, found->starts_at, found->ends_at);
    });
  });
}

absl::StatusOr<Listing<CalendarEntry>> FakeClient::ListCalendar(const CalendarFilter& filter,
                                                                absl::Time deadline) {
  return Run<absl::StatusOr<Listing<CalendarEntry>>>(Call::kListCalendar, deadline, [&] {
    Listing<CalendarEntry> found{.rows = {}, .as_of = Now()};
    for (const CalendarEntry& entry : Calendar()) {
      const bool touches =
          !filter.overlaps.has_value() ||
          Overlaps(entry.starts_at, entry.ends_at, filter.overlaps->start, filter.overlaps->end);
      if (touches && Asked(filter, entry)) found.rows.push_back(entry);
    }
    return found;
  });
}

}  // namespace frontdesk::cliniko
