#include "services/booking/domain/appointment_finder.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/cliniko/failure.h"
#include "libs/phone/phone_number.h"
#include "libs/resolve/references.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "services/booking/domain/appointment_words.h"
#include "services/booking/domain/person_name.h"
#include "services/booking/domain/whose.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk::booking {
namespace {

// What was booked under a session id counts for as long as a call may last.
constexpr absl::Duration kLongestTalk = absl::Hours(1);
// Nobody has more patients on one number than an answer in time can ask for.
constexpr std::size_t kLargestFamily = 10;
constexpr std::size_t kNextFew = 3;

absl::Status NotFound(absl::string_view why) {
  return MakeError(DomainError::kAppointmentNotFound, why);
}

// Empty: withheld, or nothing that can be called.
std::string NumberOf(const std::string& said, const Clinic& clinic) {
  const auto phone = ParsePhone(said, clinic.country);
  return phone.ok() && !StandsForWithheld(phone->e164()) ? phone->e164() : "";
}

// Whether the session id alone can only be that of this caller's call: agents call many a "1".
bool NamesOneCall(const ClinicId& clinic, const Caller& caller) {
  return IdentifiesCaller(
      {.clinic = clinic, .id = SessionId(caller.session_id), .phone = std::nullopt});
}

// Says nothing of whether there is anything to be found.
absl::Status AskForName() {
  return WithMissing(
      MakeError(DomainError::kMissingInformation, "a claimed number counts with a name alone"),
      {"patient_name"});
}

bool IsCalled(const KnownPatient& patient, const std::string& name) {
  return SamePerson(patient.first_name, patient.last_name, name) ||
         (!patient.preferred_first_name.empty() &&
          SamePerson(patient.preferred_first_name, patient.last_name, name));
}

// The same, or somebody of whom one name tells more than the other.
bool MayBe(const KnownPatient& patient, const std::string& name) {
  return IsCalled(patient, name) || IsSameWithMore(patient.first_name, patient.last_name, name);
}

bool IsCalled(const Booking& booking, const std::string& name) {
  const auto [first_name, last_name] = SplitName(booking.patient_name);
  return SamePerson(first_name, last_name, name);
}

// Who of them is named; nobody where the name fits several and is nobody's to the letter.
std::vector<KnownPatient> TheOneCalled(const std::string& name, std::vector<KnownPatient> family) {
  std::erase_if(family, [&](const KnownPatient& patient) { return !IsCalled(patient, name); });
  if (family.size() < 2) return family;
  std::erase_if(family, [&](const KnownPatient& patient) {
    return NameKey(absl::StrCat(patient.first_name, " ", patient.last_name)) != NameKey(name);
  });
  return family;
}

// `named`: with whose each is.
absl::Status AskWhich(const Directory& directory, const std::vector<OwnedAppointment>& which,
                      std::size_t most, bool named) {
  Clarification question{.kind = ChoiceKind::kAppointment, .choices = {}};
  for (const OwnedAppointment& owned : which) {
    if (question.choices.size() == most) break;
    question.choices.push_back(AsChoice(directory, owned, named));
  }
  return WithClarification(
      MakeError(DomainError::kAppointmentClarificationNeeded, "which appointment is not clear"),
      question);
}

struct ByLife {
  std::vector<OwnedAppointment> live, cancelled;
};

ByLife Sorted(const std::vector<OwnedAppointment>& coming) {
  ByLife sorted;
  for (const OwnedAppointment& owned : coming) {
    (owned.appointment.live() ? sorted.live : sorted.cancelled).push_back(owned);
  }
  return sorted;
}

// The digits of "APT-123456"; empty if it has none.
std::string DigitsOf(const std::string& confirmation) {
  std::string digits;
  for (const char c : confirmation) {
    if (c >= '0' && c <= '9') digits.push_back(c);
  }
  return digits;
}

}  // namespace

absl::Status CannotAsk(const absl::Status& why) {
  return MakeError(DomainError::kBookingSystemUnavailable, why.message());
}

bool AppointmentFinder::MadeInThisCall(const Booking& booking, const Caller& caller) const {
  return NamesOneCall(booking.claim.clinic, caller) && booking.session_id == caller.session_id &&
         clock_.Now() - booking.created_at < kLongestTalk;
}

struct AppointmentFinder::Known {
  const Caller& caller;
  std::string name;      // as it was said; empty: none was
  std::string phone;     // E.164; empty: none
  bool claimed = false;  // the caller says it is theirs, no network does

  // Whether it takes a name to know anything.
  bool unnamed() const { return claimed && name.empty(); }
};

struct AppointmentFinder::Reach {
  std::vector<KnownPatient> family;  // who have the number
  std::vector<Booking> booked;       // what they booked, for whomever
  std::vector<KnownPatient> people;  // whose it all is

  Whom Called(const std::string& name) const {
    Whom whom;
    if (name.empty()) return whom;
    for (const KnownPatient& person : people) {
      if (MayBe(person, name)) whom.insert(person.id);
    }
    return whom;
  }
};

AppointmentFinder::Known AppointmentFinder::KnownBy(const Caller& caller,
                                                    const AppointmentQuery& query,
                                                    const Clinic& clinic) {
  Known known{.caller = caller, .name = query.patient_name, .phone = {}};
  if (NameKey(known.name).empty()) known.name.clear();
  known.phone = NumberOf(caller.phone, clinic);
  if (!known.phone.empty()) return known;
  known.phone = NumberOf(query.claimed_phone, clinic);
  known.claimed = !known.phone.empty();
  return known;
}

absl::StatusOr<std::vector<KnownPatient>> AppointmentFinder::FamilyOf(const Known& known,
                                                                      const ClinicId& clinic,
                                                                      absl::Time deadline) {
  if (known.phone.empty() || known.unnamed()) return std::vector<KnownPatient>();
  ASSIGN_OR_RETURN(std::vector<KnownPatient> family,
                   patients_.FindByPhone(clinic, known.phone, deadline));
  if (known.claimed) return TheOneCalled(known.name, std::move(family));
  return family;
}

absl::StatusOr<AppointmentFinder::Reach> AppointmentFinder::ReachOf(const Known& known,
                                                                    const ClinicId& clinic,
                                                                    absl::Time deadline) {
  Reach reach;
  ASSIGN_OR_RETURN(reach.family, FamilyOf(known, clinic, deadline));
  ASSIGN_OR_RETURN(reach.booked, BookedByThem(clinic, known, deadline));
  reach.people = reach.family;
  for (const Booking& booking : reach.booked) {
    if (std::ranges::count(reach.people, booking.patient, &KnownPatient::id) > 0) continue;
    const auto [first_name, last_name] = SplitName(booking.patient_name);
    reach.people.push_back({booking.patient, first_name, last_name});
  }
  return reach;
}

absl::StatusOr<std::vector<OwnedAppointment>> AppointmentFinder::Coming(
    const Directory& directory, const Known& known, const Reach& reach, const Whom& whom,
    cliniko::Client& client, absl::Time deadline) {
  std::vector<KnownPatient> family = reach.family;
  std::erase_if(family, [&](const KnownPatient& patient) {
    return !whom.empty() && !whom.contains(patient.id);
  });
  if (family.size() > kLargestFamily) family.resize(kLargestFamily);

  std::vector<OwnedAppointment> coming;
  for (const KnownPatient& patient : family) {
    cliniko::AppointmentFilter filter;
    filter.patient = patient.id;
    filter.starts_in = cliniko::TimeRange{clock_.Now(), clock_.Now() + absl::Hours(24 * 366)};
    filter.include_cancelled = true;
    const auto found = client.FindAppointments(filter, deadline);
    if (!found.ok()) return CannotAsk(found.status());
    for (const cliniko::Appointment& appointment : *found) {
      if (appointment.archived_at.has_value() || appointment.starts_at <= clock_.Now()) continue;
      ASSIGN_OR_RETURN(std::optional<Booking> booking,
                       bookings_.FindByAppointment(directory.clinic.id, appointment.id, deadline));
      coming.push_back({.appointment = appointment,
                        .patient = {patient.first_name, patient.last_name, known.phone},
                        .booking = std::move(booking)});
    }
  }
  RETURN_IF_ERROR(AddBookedByThem(reach, whom, client, deadline, coming));
  std::ranges::stable_sort(
      coming, {}, [](const OwnedAppointment& owned) { return owned.appointment.starts_at; });
  for (OwnedAppointment& owned : coming) owned.one_of_several = reach.people.size() > 1;
  return coming;
}

absl::StatusOr<std::vector<Booking>> AppointmentFinder::BookedByThem(const ClinicId& clinic,
                                                                     const Known& known,
                                                                     absl::Time deadline) {
  const absl::Time now = clock_.Now();
  if (!known.phone.empty() && !known.claimed) {
    return bookings_.FindBookedByCaller(clinic, known.phone, now, deadline);
  }
  if (!NamesOneCall(clinic, known.caller)) return std::vector<Booking>();
  return bookings_.FindBookedInSession(clinic, known.caller.session_id, now - kLongestTalk, now,
                                       deadline);
}

absl::Status AppointmentFinder::AddBookedByThem(const Reach& reach, const Whom& whom,
                                                cliniko::Client& client, absl::Time deadline,
                                                std::vector<OwnedAppointment>& coming) {
  for (const Booking& booking : reach.booked) {
    if (!whom.empty() && !whom.contains(booking.patient)) continue;
    const bool there = std::ranges::any_of(coming, [&](const OwnedAppointment& owned) {
      return owned.appointment.id == booking.appointment;
    });
    if (there) continue;
    const auto appointment = client.GetAppointment(booking.appointment, deadline);
    if (cliniko::IsFailure(appointment.status(), cliniko::Failure::kNotFound)) continue;
    if (!appointment.ok()) return CannotAsk(appointment.status());
    if (appointment->archived_at.has_value() || appointment->starts_at <= clock_.Now()) continue;
    const auto [first_name, last_name] = SplitName(booking.patient_name);
    coming.push_back({.appointment = *appointment,
                      .patient = {first_name, last_name, booking.patient_phone},
                      .booking = booking});
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<OwnedAppointment>> AppointmentFinder::List(const Directory& directory,
                                                                      const Caller& caller,
                                                                      const AppointmentQuery& query,
                                                                      cliniko::Client& client,
                                                                      absl::Time deadline) {
  const Known known = KnownBy(caller, query, directory.clinic);
  ASSIGN_OR_RETURN(const Reach reach, ReachOf(known, directory.clinic.id, deadline));
  ASSIGN_OR_RETURN(std::vector<OwnedAppointment> coming,
                   Coming(directory, known, reach, reach.Called(known.name), client, deadline));
  std::erase_if(coming, [](const auto& owned) { return !owned.appointment.live(); });
  if (coming.empty() && known.unnamed()) return AskForName();
  return coming;
}

absl::StatusOr<OwnedAppointment> AppointmentFinder::FindById(const Directory& directory,
                                                             const Known& known,
                                                             const AppointmentId& id,
                                                             cliniko::Client& client,
                                                             absl::Time deadline) {
  const ClinicId& clinic = directory.clinic.id;
  ASSIGN_OR_RETURN(std::optional<Booking> booking,
                   bookings_.FindByAppointment(clinic, id, deadline));
  ASSIGN_OR_RETURN(const std::vector<KnownPatient> family, FamilyOf(known, clinic, deadline));
  bool ours = false;
  if (booking.has_value()) {
    const bool under_it = booking->patient_phone == known.phone;
    if (known.phone.empty()) {
      ours = MadeInThisCall(*booking, known.caller);
    } else if (known.claimed) {
      ours = MadeInThisCall(*booking, known.caller) ||
             (under_it && !known.unnamed() && IsCalled(*booking, known.name));
    } else {
      ours = under_it || booking->caller_phone == known.phone;
    }
  }
  if (family.empty() && !ours) return NotFound("nobody knows who asks");
  const auto there = client.GetAppointment(id, deadline);
  if (cliniko::IsFailure(there.status(), cliniko::Failure::kNotFound)) {
    return NotFound("Cliniko does not have it");
  }
  if (!there.ok()) return CannotAsk(there.status());
  const auto owner = std::ranges::find(family, there->patient, &KnownPatient::id);
  // Whether it exists is nothing that a stranger is told.
  if (there->archived_at.has_value() || (owner == family.end() && !ours)) {
    return NotFound("it is somebody else's");
  }
  Person patient;
  if (owner != family.end()) {
    patient = {owner->first_name, owner->last_name, known.phone};
  } else {
    const auto [first_name, last_name] = SplitName(booking->patient_name);
    patient = {first_name, last_name, booking->patient_phone};
  }
  return OwnedAppointment{.appointment = *there,
                          .patient = std::move(patient),
                          .booking = std::move(booking),
                          .one_of_several = family.size() > (owner == family.end() ? 0 : 1)};
}

absl::StatusOr<OwnedAppointment> AppointmentFinder::Find(const Directory& directory,
                                                         const Caller& caller,
                                                         const AppointmentQuery& query,
                                                         cliniko::Client& client,
                                                         absl::Time deadline) {
  const Known known = KnownBy(caller, query, directory.clinic);
  absl::StatusOr<OwnedAppointment> found = FindKnown(directory, known, query, client, deadline);
  const bool nothing = IsError(found.status(), DomainError::kAppointmentNotFound) ||
                       IsError(found.status(), DomainError::kAppointmentClarificationNeeded);
  if (nothing && known.unnamed()) return AskForName();
  return found;
}

absl::StatusOr<OwnedAppointment> AppointmentFinder::FindKnown(const Directory& directory,
                                                              const Known& known,
                                                              const AppointmentQuery& query,
                                                              cliniko::Client& client,
                                                              absl::Time deadline) {
  if (!query.appointment.empty()) {
    return FindById(directory, known, query.appointment, client, deadline);
  }
  if (!query.booking.empty()) {
    ASSIGN_OR_RETURN(const Booking booking,
                     bookings_.Find(directory.clinic.id, query.booking, deadline));
    if (booking.appointment.empty()) return NotFound("it has no appointment");
    return FindById(directory, known, booking.appointment, client, deadline);
  }
  ASSIGN_OR_RETURN(const Reach reach, ReachOf(known, directory.clinic.id, deadline));
  if (query.confirmation.empty() && !query.words.empty()) {
    return FindByWords(directory, known, reach, query.words, client, deadline);
  }
  ASSIGN_OR_RETURN(const std::vector<OwnedAppointment> coming,
                   Coming(directory, known, reach, reach.Called(known.name), client, deadline));
  const ByLife theirs = Sorted(coming);
  const bool named = reach.people.size() > 1;
  if (!query.confirmation.empty()) {
    const std::string digits = DigitsOf(query.confirmation);
    for (const auto* group : {&theirs.live, &theirs.cancelled}) {
      std::vector<OwnedAppointment> fit;
      for (const OwnedAppointment& owned : *group) {
        if (digits.size() >= 6 && absl::EndsWith(owned.appointment.id.value(), digits)) {
          fit.push_back(owned);
        }
      }
      if (fit.size() == 1) return fit.front();
      if (fit.size() > 1) return AskWhich(directory, fit, kMostChoices, named);
    }
    return NotFound("none of theirs ends like that");
  }
  if (theirs.live.empty()) return NotFound("they have none");
  return AskWhich(directory, theirs.live, kMostChoices, named);
}

absl::StatusOr<OwnedAppointment> AppointmentFinder::FindByWords(
    const Directory& directory, const Known& known, const Reach& reach, const std::string& words,
    cliniko::Client& client, absl::Time deadline) {
  const Whose whose = WhoseIsMeant(words, reach.people, directory);
  Whom whom = whose.named.empty() ? reach.Called(known.name) : whose.named;
  // Whose it is would be a guess.
  const bool unclear = whose.unclear || (whom.empty() && !known.name.empty());
  if (whose.unclear) whom.clear();
  const bool named = unclear || reach.people.size() > 1;

  ASSIGN_OR_RETURN(std::vector<OwnedAppointment> coming,
                   Coming(directory, known, reach, whom, client, deadline));
  const ByLife theirs = Sorted(coming);
  const auto fit = ThatFit(whose.rest, directory, clock_.Now(), theirs.live);
  if (fit.size() == 1 && !unclear) return fit.front();
  if (!fit.empty()) return AskWhich(directory, fit, kMostChoices, named);
  // The agent asks twice: what was cancelled a moment ago is what is meant.
  const auto gone = ThatFit(whose.rest, directory, clock_.Now(), theirs.cancelled);
  if (gone.size() == 1 && !unclear) return gone.front();
  if (!theirs.live.empty()) return AskWhich(directory, theirs.live, kNextFew, named);
  if (whom.empty()) return NotFound("they have none that fits");
  // Who is named has none: what the others have is offered, never taken.
  ASSIGN_OR_RETURN(coming, Coming(directory, known, reach, {}, client, deadline));
  const std::vector<OwnedAppointment> others = Sorted(coming).live;
  if (others.empty()) return NotFound("nobody there has one");
  return AskWhich(directory, others, kNextFew, named);
}

}  // namespace frontdesk::booking
