#include "services/booking/domain/patient_finder.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/failpoint/failpoint.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/booking/domain/patient_phones.h"
#include "services/booking/domain/person_name.h"

namespace frontdesk::booking {
namespace {

// Longer than finding and creating takes, and shorter than anybody waits for it.
constexpr absl::Duration kLongestTurn = absl::Seconds(12);
// Cliniko is asked nothing any more so long before the turn is somebody else's.
constexpr absl::Duration kMargin = absl::Seconds(2);
constexpr absl::Duration kLookAgainAfter = absl::Milliseconds(50);

// By either of their first names.
bool IsExactly(const KnownPatient& patient, const std::string& key) {
  return NameKey(absl::StrCat(patient.first_name, " ", patient.last_name)) == key ||
         (!patient.preferred_first_name.empty() &&
          NameKey(absl::StrCat(patient.preferred_first_name, " ", patient.last_name)) == key);
}

bool MayBe(const KnownPatient& patient, const std::string& name) {
  return SamePerson(patient.first_name, patient.last_name, name) ||
         (!patient.preferred_first_name.empty() &&
          SamePerson(patient.preferred_first_name, patient.last_name, name));
}

// The one of `known` whom the name means; nothing if nobody or several could be meant.
std::optional<KnownPatient> Meant(const std::vector<KnownPatient>& known, const std::string& name) {
  const std::string key = NameKey(name);
  for (const KnownPatient& patient : known) {
    if (IsExactly(patient, key)) return patient;
  }
  std::optional<KnownPatient> meant;
  for (const KnownPatient& patient : known) {
    if (!MayBe(patient, name)) continue;
    if (meant.has_value()) return std::nullopt;
    meant = patient;
  }
  return meant;
}

// What Cliniko can be asked instead of the number. Somebody who told one name may have told what
// they are called rather than what is written.
std::vector<cliniko::PatientFilter> ByName(const Person& person) {
  if (person.last_name != kNoLastName) return {{.last_name = person.last_name}};
  return {{.first_name = person.first_name}, {.preferred_first_name = person.first_name}};
}

// Those of the name in Cliniko who have the number.
absl::StatusOr<std::vector<KnownPatient>> AskCliniko(const Person& person,
                                                     const std::string& country,
                                                     cliniko::Client& client, absl::Time deadline) {
  std::map<PatientId, KnownPatient> found;
  for (const cliniko::PatientFilter& filter : ByName(person)) {
    ASSIGN_OR_RETURN(const cliniko::Listing<cliniko::Patient> namesakes,
                     client.FindPatients(filter, deadline));
    for (const cliniko::Patient& patient : namesakes.rows) {
      if (std::ranges::count(PhonesOf(patient, country).numbers, person.phone) == 0) continue;
      found[patient.id] = {patient.id, patient.first_name, patient.last_name,
                           patient.preferred_first_name};
    }
    if (!found.empty()) break;
  }
  std::vector<KnownPatient> patients;
  for (auto& [id, patient] : found) patients.push_back(std::move(patient));
  return patients;
}

}  // namespace

absl::StatusOr<PatientId> PatientFinder::FindOrCreate(const ClinicId& clinic, const Person& person,
                                                      const std::string& country,
                                                      cliniko::Client& client,
                                                      absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::vector<KnownPatient> family,
                   store_.FindByPhone(clinic, person.phone, deadline));
  if (const auto member = Meant(family, person.FullName())) return member->id;

  ASSIGN_OR_RETURN(const PatientTurn turn, AwaitTurn(clinic, person.phone, deadline));
  const absl::StatusOr<PatientId> found = FindOrCreateInTurn(
      clinic, person, country, client, std::min(deadline, absl::Now() + kLongestTurn - kMargin));
  if (const absl::Status back = store_.GiveBack(turn, deadline); !back.ok()) {
    log::Warn("patient_turn_not_given_back", {{"clinic", clinic}, {"why", back}});
  }
  return found;
}

absl::StatusOr<PatientTurn> PatientFinder::AwaitTurn(const ClinicId& clinic,
                                                     const std::string& phone,
                                                     absl::Time deadline) {
  while (true) {
    ASSIGN_OR_RETURN(const std::optional<PatientTurn> turn,
                     store_.TakeTurn(clinic, phone, kLongestTurn, deadline));
    if (turn.has_value()) return *turn;
    if (absl::Now() + kLookAgainAfter >= deadline) {
      return MakeError(DomainError::kBookingSystemUnavailable, "somebody else makes that patient");
    }
    absl::SleepFor(kLookAgainAfter);
  }
}

absl::StatusOr<PatientId> PatientFinder::FindOrCreateInTurn(const ClinicId& clinic,
                                                            const Person& person,
                                                            const std::string& country,
                                                            cliniko::Client& client,
                                                            absl::Time deadline) {
  // Perhaps whose turn it was before made them.
  ASSIGN_OR_RETURN(const std::vector<KnownPatient> family,
                   store_.FindByPhone(clinic, person.phone, deadline));
  if (const auto member = Meant(family, person.FullName())) return member->id;

  // The index may lag by a minute, and knows nothing of a patient whose number is written in a way
  // that cannot be read: before somebody is made anew, Cliniko is asked.
  ASSIGN_OR_RETURN(const std::vector<KnownPatient> on_this_phone,
                   AskCliniko(person, country, client, deadline));
  std::optional<KnownPatient> known = Meant(on_this_phone, person.FullName());
  if (!known.has_value()) {
    ASSIGN_OR_RETURN(
        const cliniko::Patient created,
        client.CreatePatient(
            {.first_name = person.first_name, .last_name = person.last_name, .phone = person.phone},
            deadline));
    FAILPOINT("book.after_patient_created");
    known = KnownPatient{created.id, person.first_name, person.last_name, ""};
  }
  // The index only saves requests; the booking goes on without it.
  if (const absl::Status saved = store_.Save(clinic, *known, person.phone, deadline); !saved.ok()) {
    log::Warn("patient_index_not_updated", {{"clinic", clinic}, {"why", saved}});
  }
  return known->id;
}

void PatientFinder::Forget(const ClinicId& clinic, const PatientId& patient, absl::Time deadline) {
  if (const absl::Status gone = store_.Forget(clinic, patient, deadline); !gone.ok()) {
    log::Warn("patient_index_not_updated", {{"clinic", clinic}, {"why", gone}});
  }
}

}  // namespace frontdesk::booking
