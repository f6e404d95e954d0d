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
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/cliniko/failure.h"
#include "libs/failpoint/failpoint.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/booking/domain/patient_phones.h"
#include "services/booking/domain/person_name.h"

namespace frontdesk::booking {
namespace {

// Longer than finding and creating takes, and shorter than anybody waits for it.
constexpr absl::Duration kLongestTurn = absl::Seconds(16);
// Cliniko is asked nothing any more so long before the turn is somebody else's: what it was asked
// last may take effect late.
constexpr absl::Duration kMargin = absl::Seconds(6);
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
  if (meant.has_value()) return meant;
  for (const KnownPatient& patient : known) {
    if (!IsSameWithMore(patient.first_name, patient.last_name, name)) continue;
    if (meant.has_value()) return std::nullopt;
    meant = patient;
  }
  return meant;
}

// What Cliniko can be asked instead of the number. Somebody who told one name may have told what
// they are called rather than what is written.
std::vector<cliniko::PatientFilter> ByName(const Person& person) {
  if (person.last_name != kNoLastName) {
    std::vector<cliniko::PatientFilter> filters = {{.last_name = person.last_name}};
    // "Ann Caller": Ann may be a middle name.
    if (const std::size_t space = person.last_name.rfind(' '); space != std::string::npos) {
      filters.push_back({.last_name = person.last_name.substr(space + 1)});
    }
    return filters;
  }
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
  if (const auto member = Among(family, person)) return *member;

  ASSIGN_OR_RETURN(const PatientTurn turn, AwaitTurn(clinic, person.phone, deadline));
  const absl::StatusOr<PatientId> found = FindOrCreateInTurn(
      clinic, person, country, client, std::min(deadline, absl::Now() + kLongestTurn - kMargin));
  if (!found.ok() && AwaitedUntil(clinic, person.phone) > absl::Now()) return found;
  if (const absl::Status back = store_.GiveBack(turn, deadline); !back.ok()) {
    log::Warn("patient_turn_not_given_back", {{"clinic", clinic}, {"why", back}});
  }
  return found;
}

std::optional<PatientId> PatientFinder::Among(const std::vector<KnownPatient>& known,
                                              const Person& person) {
  const std::optional<KnownPatient> meant = Meant(known, person.FullName());
  if (!meant.has_value()) return std::nullopt;
  return meant->id;
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
  if (const auto member = Among(family, person)) return *member;

  // The index may lag by a minute, and knows nothing of a patient whose number is written in a way
  // that cannot be read: before somebody is made anew, Cliniko is asked.
  ASSIGN_OR_RETURN(std::optional<KnownPatient> known,
                   LookForLate(clinic, person, country, client, deadline));
  if (!known.has_value()) {
    ASSIGN_OR_RETURN(known, Create(clinic, person, country, client, deadline));
    FAILPOINT("book.after_patient_created");
  }
  // The index only saves requests; the booking goes on without it.
  if (const absl::Status saved = store_.Save(clinic, *known, person.phone, deadline); !saved.ok()) {
    log::Warn("patient_index_not_updated", {{"clinic", clinic}, {"why", saved}});
  }
  return known->id;
}

absl::StatusOr<std::optional<KnownPatient>> PatientFinder::LookInCliniko(const Person& person,
                                                                         const std::string& country,
                                                                         cliniko::Client& client,
                                                                         absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::vector<KnownPatient> on_this_phone,
                   AskCliniko(person, country, client, deadline));
  return Meant(on_this_phone, person.FullName());
}

absl::StatusOr<std::optional<KnownPatient>> PatientFinder::LookForLate(const ClinicId& clinic,
                                                                       const Person& person,
                                                                       const std::string& country,
                                                                       cliniko::Client& client,
                                                                       absl::Time deadline) {
  while (true) {
    const absl::Time until = AwaitedUntil(clinic, person.phone);
    // Asked once more when the time is over.
    const bool last = absl::Now() >= until;
    ASSIGN_OR_RETURN(const std::optional<KnownPatient> known,
                     LookInCliniko(person, country, client, deadline));
    if (known.has_value() || last) return known;
    const absl::Time next = std::min(until, absl::Now() + options_.look_again_after);
    if (next >= deadline) {
      return MakeError(DomainError::kBookingSystemUnavailable,
                       "somebody of the number may have been created");
    }
    absl::SleepFor(next - absl::Now());
  }
}

absl::Time PatientFinder::AwaitedUntil(const ClinicId& clinic, const std::string& phone) const {
  const absl::MutexLock lock(&mutex_);
  const auto awaited = awaited_.find({clinic, phone});
  return awaited == awaited_.end() ? absl::InfinitePast() : awaited->second;
}

absl::StatusOr<KnownPatient> PatientFinder::Create(const ClinicId& clinic, const Person& person,
                                                   const std::string& country,
                                                   cliniko::Client& client, absl::Time deadline) {
  const absl::StatusOr<cliniko::Patient> created = client.CreatePatient(
      {.first_name = person.first_name, .last_name = person.last_name, .phone = person.phone},
      deadline);
  if (created.ok()) return KnownPatient{created->id, person.first_name, person.last_name, ""};
  if (!cliniko::MayHaveTakenEffect(created.status())) return created.status();
  const auto there = LookInCliniko(person, country, client, deadline);
  if (there.ok() && there->has_value()) return **there;
  // What was answered, if only with an error, does not take effect any more.
  if (!there.ok() || !cliniko::IsFailure(created.status(), cliniko::Failure::kServerError)) {
    const absl::Time now = absl::Now();
    const absl::MutexLock lock(&mutex_);
    absl::erase_if(awaited_, [&](const auto& other) { return other.second <= now; });
    awaited_[{clinic, person.phone}] = now + options_.may_come_late;
  }
  return created.status();
}

void PatientFinder::Forget(const ClinicId& clinic, const PatientId& patient, absl::Time deadline) {
  if (const absl::Status gone = store_.Forget(clinic, patient, deadline); !gone.ok()) {
    log::Warn("patient_index_not_updated", {{"clinic", clinic}, {"why", gone}});
  }
}

}  // namespace frontdesk::booking
