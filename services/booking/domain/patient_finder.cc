#include "services/booking/domain/patient_finder.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/phone/phone_number.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/booking/domain/person_name.h"

namespace frontdesk::booking {
namespace {

bool HasPhone(const cliniko::Patient& patient, const std::string& phone,
              const std::string& country) {
  return std::ranges::any_of(patient.phones, [&](const cliniko::PatientPhone& p) {
    if (!p.normalized.empty() && "+" + p.normalized == phone) return true;
    const auto parsed = ParsePhone(p.number, country);
    return parsed.ok() && parsed->e164() == phone;
  });
}

// The one of `known` whom the name means; nothing if nobody or several could be meant.
std::optional<KnownPatient> Meant(const std::vector<KnownPatient>& known, const std::string& name) {
  const std::string key = NameKey(name);
  for (const KnownPatient& patient : known) {
    if (NameKey(absl::StrCat(patient.first_name, " ", patient.last_name)) == key) return patient;
  }
  std::optional<KnownPatient> meant;
  for (const KnownPatient& patient : known) {
    if (!SamePerson(patient.first_name, patient.last_name, name)) continue;
    if (meant.has_value()) return std::nullopt;
    meant = patient;
  }
  return meant;
}

}  // namespace

absl::StatusOr<PatientId> PatientFinder::FindOrCreate(const ClinicId& clinic, const Person& person,
                                                      const std::string& country,
                                                      cliniko::Client& client,
                                                      absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::vector<KnownPatient> family,
                   store_.FindByPhone(clinic, person.phone, deadline));
  if (const auto member = Meant(family, person.FullName())) return member->id;

  cliniko::PatientFilter filter;
  if (person.last_name == kNoLastName) {
    filter.first_name = person.first_name;
  } else {
    filter.last_name = person.last_name;
  }
  ASSIGN_OR_RETURN(const cliniko::Listing<cliniko::Patient> namesakes,
                   client.FindPatients(filter, deadline));
  std::vector<KnownPatient> on_this_phone;
  for (const cliniko::Patient& patient : namesakes.rows) {
    if (!HasPhone(patient, person.phone, country)) continue;
    on_this_phone.push_back({patient.id, patient.first_name, patient.last_name});
    if (!patient.preferred_first_name.empty()) {
      on_this_phone.push_back({patient.id, patient.preferred_first_name, patient.last_name});
    }
  }
  std::optional<KnownPatient> known = Meant(on_this_phone, person.FullName());
  if (!known.has_value()) {
    ASSIGN_OR_RETURN(
        const cliniko::Patient created,
        client.CreatePatient(
            {.first_name = person.first_name, .last_name = person.last_name, .phone = person.phone},
            deadline));
    known = KnownPatient{created.id, person.first_name, person.last_name};
  }
  // The index only saves requests; the booking goes on without it.
  if (const absl::Status saved = store_.Save(clinic, *known, person.phone, deadline); !saved.ok()) {
    log::Warn("patient_index_not_updated", {{"clinic", clinic}, {"why", saved.message()}});
  }
  return known->id;
}

void PatientFinder::Forget(const ClinicId& clinic, const PatientId& patient, absl::Time deadline) {
  if (const absl::Status gone = store_.Forget(clinic, patient, deadline); !gone.ok()) {
    log::Warn("patient_index_not_updated", {{"clinic", clinic}, {"why", gone.message()}});
  }
}

}  // namespace frontdesk::booking
