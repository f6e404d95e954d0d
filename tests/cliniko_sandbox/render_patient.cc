#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/patient_texts.h"
#include "tests/cliniko_sandbox/render.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::sandbox {
namespace {

Json MaybeFlag(const std::optional<bool>& flag) { return flag ? Json(*flag) : Json(nullptr); }

}  // namespace

Json Renderer::operator()(const Patient& patient) const {
  Json json = Start(patient);
  json["first_name"] = patient.first_name;
  json["last_name"] = patient.last_name;
  json["label"] = absl::StrCat(patient.first_name, " ", patient.last_name);
  json["date_of_birth"] =
      patient.date_of_birth ? Json(DateText(*patient.date_of_birth)) : Json(nullptr);
  for (const char* name : kPatientTexts) {
    const auto it = patient.texts.find(name);
    json[name] = it == patient.texts.end() ? Json(nullptr) : Json(it->second);
  }
  json["pronouns"] = nullptr;
  json["custom_fields"] = nullptr;
  json["patient_phone_numbers"] = Json::array();
  for (const PhoneNumber& phone : patient.phones) {
    json["patient_phone_numbers"].push_back({{"phone_type", phone.phone_type},
                                             {"number", phone.number},
                                             {"normalized_number", phone.normalized_number}});
  }
  json["receives_confirmation_emails"] = patient.receives_confirmation_emails;
  json["accepted_privacy_policy"] = MaybeFlag(patient.accepted_privacy_policy);
  json["accepted_email_marketing"] = MaybeFlag(patient.accepted_email_marketing);
  json["accepted_sms_marketing"] = nullptr;
  json["archived_at"] = InstantJson(patient.archived_at);
  json["deleted_at"] = InstantJson(patient.deleted_at);
  json["merged_at"] = InstantJson(patient.merged_at);
  if (patient.merged_with_patient_id != 0) {
    json["merged_with_patient"] = Link("patients", patient.merged_with_patient_id);
  }
  const std::string own = absl::StrCat("/patients/", patient.id);
  for (const char* name :
       {"appointments", "attendees", "invoices", "medical_alerts", "patient_attachments"}) {
    json[name] = Link(absl::StrCat(own, "/", name));
  }
  const IndividualAppointment* latest = nullptr;
  for (const auto& [id, appointment] : account_.individual_appointments) {
    if (appointment.patient_id == patient.id && IsLive(appointment) &&
        (latest == nullptr || latest->starts_at < appointment.starts_at)) {
      latest = &appointment;
    }
  }
  if (latest != nullptr) json["latest_booking"] = Link("bookings", latest->id);
  json["links"] = Self("patients", patient.id);
  return json;
}

}  // namespace frontdesk::sandbox
