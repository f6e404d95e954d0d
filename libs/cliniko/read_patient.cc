#include "libs/cliniko/read_patient.h"

#include <utility>

#include "libs/cliniko/json_row.h"
#include "libs/cliniko/query.h"
#include "nlohmann/json.hpp"

namespace frontdesk::cliniko {

absl::StatusOr<Patient> ReadPatient(const Json& json) {
  JsonRow row(json);
  Patient patient{.id = PatientId(row.Id()),
                  .first_name = row.Text("first_name"),
                  .last_name = row.Text("last_name"),
                  .preferred_first_name = row.Text("preferred_first_name"),
                  .email = row.Text("email"),
                  .date_of_birth = row.Day("date_of_birth"),
                  .accepted_privacy_policy = row.OptionalFlag("accepted_privacy_policy"),
                  .created_at = row.Instant("created_at"),
                  .updated_at = row.Instant("updated_at"),
                  .archived_at = row.FirstInstant({"archived_at", "deleted_at", "merged_at"}),
                  .merged_into = PatientId(row.LinkId("merged_with_patient"))};
  for (const Json& phone : row.Array("patient_phone_numbers")) {
    const JsonRow phone_row(phone);
    PatientPhone read{.type = phone_row.Text("phone_type"),
                      .number = phone_row.Text("number"),
                      .normalized = phone_row.Text("normalized_number")};
    if (!read.number.empty() || !read.normalized.empty()) patient.phones.push_back(std::move(read));
  }
  return row.Done(std::move(patient));
}

std::string WritePatient(const NewPatient& patient) {
  Json body = {{"first_name", patient.first_name}, {"last_name", patient.last_name}};
  if (!patient.email.empty()) body["email"] = patient.email;
  if (!patient.phone.empty()) {
    body["patient_phone_numbers"] =
        Json::array({{{"phone_type", "Mobile"}, {"number", patient.phone}}});
  }
  if (patient.date_of_birth.has_value()) body["date_of_birth"] = FormatDay(*patient.date_of_birth);
  return DumpJson(body);
}

}  // namespace frontdesk::cliniko
