#include "tests/cliniko_sandbox/patients.h"

#include <algorithm>
#include <string>

#include "absl/strings/match.h"
#include "tests/cliniko_sandbox/patient_texts.h"
#include "tests/cliniko_sandbox/phone.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::sandbox {
namespace {

constexpr size_t kMaxName = 255;

void ReadName(BodyReader& reader, const char* field, std::string& name) {
  if (reader.Has(field)) name = reader.TextOf(field).value_or("");
  if (name.empty()) reader.Fail(field, kBlank);
  if (name.size() > kMaxName) reader.Fail(field, "is too long (maximum is 255 characters)");
}

void ReadPhones(const Account& account, BodyReader& reader, Patient& patient) {
  const auto it = reader.body().find("patient_phone_numbers");
  if (it == reader.body().end()) return;
  patient.phones.clear();
  if (!it->is_array()) {
    if (!it->is_null()) reader.Fail("patient_phone_numbers", "is invalid");
    return;
  }
  for (const Json& entry : *it) {
    if (!entry.is_object()) {
      reader.Fail("patient_phone_numbers", "is invalid");
      return;
    }
    const BodyReader fields(entry);
    PhoneNumber phone;
    phone.phone_type = fields.TextOf("phone_type").value_or("Mobile");
    phone.number = fields.TextOf("number").value_or("");
    phone.normalized_number = NormalizePhone(phone.number, account.country_code);
    static constexpr const char* kTypes[] = {"Fax", "Home", "Mobile", "Other", "Work"};
    if (std::find(std::begin(kTypes), std::end(kTypes), phone.phone_type) == std::end(kTypes)) {
      reader.Fail("patient_phone_numbers", "phone type is not included in the list");
    }
    if (phone.number.empty()) reader.Fail("patient_phone_numbers", kBlank);
    patient.phones.push_back(std::move(phone));
  }
}

}  // namespace

void ReadPatient(const Account& account, BodyReader& reader, Patient& patient) {
  ReadName(reader, "first_name", patient.first_name);
  ReadName(reader, "last_name", patient.last_name);
  for (const char* name : kPatientTexts) {
    if (!reader.Has(name)) continue;
    if (const auto text = reader.TextOf(name)) {
      patient.texts[name] = *text;
    } else {
      patient.texts.erase(name);
    }
  }
  const auto email = patient.texts.find("email");
  if (email != patient.texts.end() && !email->second.empty() &&
      !absl::StrContains(email->second, "@")) {
    reader.Fail("email", "is invalid");
  }
  if (reader.Has("date_of_birth")) {
    const std::string text = reader.TextOf("date_of_birth").value_or("");
    patient.date_of_birth = ParseDate(text);
    if (!text.empty() && !patient.date_of_birth) reader.Fail("date_of_birth", "is invalid");
  }
  if (reader.Has("accepted_privacy_policy")) {
    patient.accepted_privacy_policy = reader.BooleanOf("accepted_privacy_policy");
  }
  if (reader.Has("accepted_email_marketing")) {
    patient.accepted_email_marketing = reader.BooleanOf("accepted_email_marketing");
  }
  if (const auto receives = reader.BooleanOf("receives_confirmation_emails")) {
    patient.receives_confirmation_emails = *receives;
  }
  ReadPhones(account, reader, patient);
}

}  // namespace frontdesk::sandbox
