#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/bookings.h"
#include "tests/cliniko_sandbox/fields.h"
#include "tests/cliniko_sandbox/list_reply.h"
#include "tests/cliniko_sandbox/patients.h"
#include "tests/cliniko_sandbox/render.h"
#include "tests/cliniko_sandbox/routes.h"

// Patients. Source: contract/cliniko.md, 10.16.

namespace frontdesk::sandbox {
namespace {

Reply Patients(Call& call) {
  const Renderer render(call);
  return ListReply(call, "patients", PatientFields(), Rows(call.account.patients),
                   [&](PatientRow row) { return render(*row); });
}

std::vector<PatientRow> ArchivedRows(const Call& call) {
  return Rows(call.account.patients, [](const Patient& patient) { return IsArchived(patient); });
}

Reply ArchivedPatients(Call& call) {
  const Renderer render(call);
  return PageReply(call, "patients", ArchivedRows(call),
                   [&](PatientRow row) { return render(*row); });
}

// The old list tells only when and which.
Reply DeletedPatients(Call& call) {
  const Renderer render(call);
  return PageReply(call, "patients", ArchivedRows(call), [&](PatientRow row) {
    Json json;
    json["deleted_at"] = InstantJson(row->deleted_at ? row->deleted_at : row->archived_at);
    json["links"] = render.Link("patients", row->id)["links"];
    return json;
  });
}

Reply ShowPatient(Call& call) {
  const Patient* patient = Find(call.account.patients, call.ids[0]);
  if (patient == nullptr) return NotFound(call.settings);
  const Renderer render(call);
  return ShowReply(call, PatientFields(), PatientRow{patient},
                   [&](PatientRow row) { return render(*row); });
}

Reply CreatePatient(Call& call) {
  BodyReader reader(call.body);
  Patient patient;
  ReadPatient(*call.writable, reader, patient);
  if (!reader.ok()) return reader.Refusal();
  patient.id = call.id_generator.Next(call.precise_now);
  patient.created_at = patient.updated_at = call.now;
  const Patient& stored = call.writable->patients[patient.id] = patient;
  return Created(call, absl::StrCat("/patients/", patient.id),
                 Renderer(call, *call.writable)(stored));
}

Reply UpdatePatient(Call& call) {
  Patient* patient = Find(call.writable->patients, call.ids[0]);
  if (patient == nullptr || IsArchived(*patient)) return NotFound(call.settings);
  BodyReader reader(call.body);
  Patient changed = *patient;
  ReadPatient(*call.writable, reader, changed);
  if (!reader.ok()) return reader.Refusal();
  changed.updated_at = call.now;
  *patient = changed;
  return JsonReply(200, Renderer(call, *call.writable)(*patient));
}

Reply ArchivePatient(Call& call) {
  Patient* patient = Find(call.writable->patients, call.ids[0]);
  if (patient == nullptr || IsArchived(*patient)) return NotFound(call.settings);
  Archive(*patient, call.now);
  return NoContent();
}

Reply UnarchivePatient(Call& call) {
  Patient* patient = Find(call.writable->patients, call.ids[0]);
  if (patient == nullptr) return NotFound(call.settings);
  patient->archived_at = patient->deleted_at = std::nullopt;
  patient->updated_at = call.now;
  return JsonReply(200, Renderer(call, *call.writable)(*patient));
}

}  // namespace

void AddPatientRoutes(std::vector<Route>& routes) {
  AddRead(routes, "/patients", Patients);
  AddRead(routes, "/patients/archived", ArchivedPatients);
  AddRead(routes, "/patients/deleted", DeletedPatients);
  AddRead(routes, "/patients/:id", ShowPatient);
  AddWrite(routes, "POST", "/patients", CreatePatient);
  AddWrite(routes, "PUT", "/patients/:id", UpdatePatient);
  AddWrite(routes, "PATCH", "/patients/:id", UpdatePatient);
  AddWrite(routes, "POST", "/patients/:id/archive", ArchivePatient);
  AddWrite(routes, "POST", "/patients/:id/unarchive", UnarchivePatient);
  AddWrite(routes, "DELETE", "/patients/:id", ArchivePatient);
}

}  // namespace frontdesk::sandbox
