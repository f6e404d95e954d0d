#include "libs/cliniko/read_appointment.h"

#include <utility>

#include "absl/strings/match.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/json_row.h"
#include "libs/cliniko/query.h"
#include "nlohmann/json.hpp"

namespace frontdesk::cliniko {
namespace {

// No field tells the kind. The link to the conflicts names it; where that is missing, only an
// individual appointment has a patient and only a group a number of places.
CalendarKind KindOf(const JsonRow& row) {
  const std::string conflicts = row.Link("conflicts");
  if (absl::StrContains(conflicts, "/individual_appointments/")) return CalendarKind::kIndividual;
  if (absl::StrContains(conflicts, "/group_appointments/")) return CalendarKind::kGroup;
  if (absl::StrContains(conflicts, "/unavailable_blocks/")) return CalendarKind::kUnavailable;
  if (!row.LinkId("patient").empty()) return CalendarKind::kIndividual;
  if (row.Number("max_attendees").has_value()) return CalendarKind::kGroup;
  return CalendarKind::kUnavailable;
}

void SetUnlessEmpty(Json& body, const char* key, const std::string& value) {
  if (!value.empty()) body[key] = value;
}

}  // namespace

absl::StatusOr<Appointment> ReadAppointment(const Json& json) {
  JsonRow row(json);
  Appointment appointment{.id = AppointmentId(row.Id()),
                          .business = BusinessId(row.LinkId("business")),
                          .practitioner = PractitionerId(row.LinkId("practitioner")),
                          .type = AppointmentTypeId(row.LinkId("appointment_type")),
                          .patient = PatientId(row.LinkId("patient")),
                          .starts_at = row.Instant("starts_at"),
                          .ends_at = row.Instant("ends_at"),
                          .notes = row.Text("notes"),
                          .created_at = row.Instant("created_at"),
                          .updated_at = row.Instant("updated_at"),
                          .cancelled_at = row.OptionalInstant("cancelled_at"),
                          .cancellation_reason = row.Number("cancellation_reason"),
                          .archived_at = row.FirstInstant({"archived_at", "deleted_at"})};
  return row.Done(std::move(appointment));
}

absl::StatusOr<CalendarEntry> ReadCalendarEntry(const Json& json) {
  JsonRow row(json);
  CalendarEntry entry{.kind = KindOf(row),
                      .id = AppointmentId(row.Id()),
                      .business = BusinessId(row.LinkId("business")),
                      .practitioner = PractitionerId(row.LinkId("practitioner")),
                      .type = AppointmentTypeId(row.LinkId("appointment_type")),
                      .patient = PatientId(row.LinkId("patient")),
                      .starts_at = row.Instant("starts_at"),
                      .ends_at = row.Instant("ends_at"),
                      .created_at = row.Instant("created_at"),
                      .updated_at = row.Instant("updated_at"),
                      .cancelled_at = row.OptionalInstant("cancelled_at"),
                      .archived_at = row.FirstInstant({"archived_at", "deleted_at"})};
  return row.Done(std::move(entry));
}

absl::StatusOr<bool> ReadConflicts(const Json& json) {
  const std::optional<bool> exist =
      JsonRow(JsonRow(json).Object("conflicts")).OptionalFlag("exist");
  if (!exist.has_value()) {
    return MakeFailure({.failure = Failure::kMalformedAnswer},
                       "conflicts do not tell if any exist");
  }
  return *exist;
}

std::string WriteAppointment(const NewAppointment& appointment) {
  Json body = {{"starts_at", FormatInstant(appointment.starts_at)},
               {"business_id", appointment.business.value()},
               {"practitioner_id", appointment.practitioner.value()},
               {"appointment_type_id", appointment.type.value()},
               {"patient_id", appointment.patient.value()}};
  if (appointment.ends_at.has_value()) body["ends_at"] = FormatInstant(*appointment.ends_at);
  SetUnlessEmpty(body, "notes", appointment.notes);
  return DumpJson(body);
}

std::string WriteMove(const AppointmentMove& move) {
  Json body = {{"starts_at", FormatInstant(move.starts_at)},
               {"ends_at", FormatInstant(move.ends_at)}};
  SetUnlessEmpty(body, "practitioner_id", move.practitioner.value());
  SetUnlessEmpty(body, "business_id", move.business.value());
  SetUnlessEmpty(body, "appointment_type_id", move.type.value());
  return DumpJson(body);
}

std::string WriteCancellation(CancellationReason reason, const std::string& note) {
  Json body = {{"cancellation_reason", static_cast<int>(reason)}};
  SetUnlessEmpty(body, "cancellation_note", note);
  return DumpJson(body);
}

}  // namespace frontdesk::cliniko
