#include "services/booking/domain/patient_finder.h"

#include <algorithm>
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

bool HasName(const cliniko::Patient& patient, const Person& person) {
  return SamePerson(patient.last_name, person.last_name) &&
         (SamePerson(patient.first_name, person.first_name) ||
          SamePerson(patient.preferred_first_name, person.first_name));
}

}  // namespace

absl::StatusOr<PatientId> PatientFinder::FindOrCreate(const ClinicId& clinic, const Person& person,
                                                      const std::string& country,
                                                      cliniko::Client& client,
                                                      absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::vector<KnownPatient> family,
                   store_.FindByPhone(clinic, person.phone, deadline));
  for (const KnownPatient& member : family) {
    if (SamePerson(absl::StrCat(member.first_name, " ", member.last_name), person.FullName())) {
      return member.id;
    }
  }

  cliniko::PatientFilter filter;
  filter.last_name = person.last_name;
  ASSIGN_OR_RETURN(const cliniko::Listing<cliniko::Patient> namesakes,
                   client.FindPatients(filter, deadline));
  const auto found = std::ranges::find_if(namesakes.rows, [&](const cliniko::Patient& patient) {
    return HasName(patient, person) && HasPhone(patient, person.phone, country);
  });
  KnownPatient known{.first_name = person.first_name, .last_name = person.last_name};
  if (found != namesakes.rows.end()) {
    known = {found->id, found->first_name, found->last_name};
  } else {
    ASSIGN_OR_RETURN(const cliniko::Patient created,
                     client.CreatePatient({.first_name = person.first_name,
                                           .last_name = person.last_name,
                                           .phone = person.phone},
                                          deadline));
    known.id = created.id;
  }
  // The index only saves requests; the booking goes on without it.
  if (const absl::Status saved = store_.Save(clinic, known, person.phone, deadline); !saved.ok()) {
    log::Warn("patient_index_not_updated", {{"clinic", clinic}, {"why", saved.message()}});
  }
  return known.id;
}

}  // namespace frontdesk::booking
