#include "libs/resolve/references.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/names/anyone.h"
#include "libs/names/location_match.h"
#include "libs/names/practitioner_match.h"
#include "libs/names/service_match.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"

namespace frontdesk {
namespace {

bool LooksLikeId(const std::string& said) {
  return !said.empty() && said.size() <= 20 &&
         std::ranges::all_of(said, [](unsigned char c) { return absl::ascii_isdigit(c); });
}

// The id of `ref`, or its words where they are one.
template <typename Id>
Id IdOf(const Ref<Id>& ref) {
  if (!ref.id.empty()) return ref.id;
  return LooksLikeId(ref.said) ? Id(ref.said) : Id();
}

Choice ChoiceOf(const Practitioner& p) { return {p.id.value(), p.display_name}; }
Choice ChoiceOf(const Business& b) { return {b.id.value(), b.name}; }
Choice ChoiceOf(const AppointmentType& t) { return {t.id.value(), t.name}; }

PractitionerName NameOf(const Practitioner& p) {
  return {
      .title = p.title, .first = p.first_name, .last = p.last_name, .display_name = p.display_name};
}

// With the first kMostChoices of `rows` for choices.
template <typename Row>
absl::Status WithRows(const absl::Status& status, ChoiceKind kind, const std::vector<Row>& rows) {
  Clarification clarification{.kind = kind, .choices = {}};
  for (const Row& row : rows) {
    if (clarification.choices.size() == kMostChoices) break;
    clarification.choices.push_back(ChoiceOf(row));
  }
  const absl::Status with_choices = WithClarification(status, clarification);
  if (rows.size() <= kMostChoices) return with_choices;
  return WithFacts(with_choices, {{"more", absl::StrCat(rows.size() - kMostChoices)}});
}

template <typename Row>
std::vector<Row> Candidates(const std::vector<Row>& rows, const Resolution& resolution) {
  std::vector<Row> candidates;
  for (const Scored& scored : resolution.candidates) candidates.push_back(rows[scored.index]);
  return candidates;
}

bool Fits(const Offering& offering, const Known& known) {
  return (known.practitioner.empty() || offering.practitioner == known.practitioner) &&
         (known.business.empty() || offering.business == known.business) &&
         (known.appointment_type.empty() || offering.appointment_type == known.appointment_type);
}

bool Offers(const Directory& directory, const Known& known) {
  return std::ranges::any_of(directory.offerings,
                             [&](const Offering& offering) { return Fits(offering, known); });
}

// Those of `rows` that an offering has as its `part` which fits what is `known`.
template <typename Row, typename Part>
std::vector<Row> OfferedAs(Part part, const std::vector<Row>& rows, const Directory& directory,
                           const Known& known) {
  std::vector<const Offering*> fitting;
  for (const Offering& offering : directory.offerings) {
    if (Fits(offering, known)) fitting.push_back(&offering);
  }
  std::vector<Row> offered;
  for (const Row& row : rows) {
    const auto has_row = [&](const Offering* offering) { return offering->*part == row.id; };
    if (std::ranges::any_of(fitting, has_row)) offered.push_back(row);
  }
  return offered;
}

std::vector<AppointmentType> TypesOf(const Directory& directory, const Known& known) {
  return OfferedAs(&Offering::appointment_type, directory.appointment_types, directory,
                   {.practitioner = known.practitioner, .business = known.business});
}

ErrorFacts FactsOfKnown(const Directory& directory, const Known& known) {
  ErrorFacts facts;
  if (const Practitioner* who = directory.Find(known.practitioner)) {
    facts["practitioner"] = who->display_name;
  }
  if (const Business* where = directory.Find(known.business)) facts["location"] = where->name;
  return facts;
}

}  // namespace

bool IsAnyPractitioner(const PractitionerRef& ref) {
  return ref.id.empty() && (ref.said.empty() || IsAnyone(ref.said));
}

bool IsAnyBusiness(const BusinessRef& ref) { return ref.id.empty() && IsAnyLocation(ref.said); }

absl::Status WithFittingChoices(const absl::Status& status, ChoiceKind kind,
                                const Directory& directory, const Known& known) {
  const auto with = [&](const auto& rows) {
    return rows.empty() ? status : WithRows(status, kind, rows);
  };
  const AppointmentTypeId& type = known.appointment_type;
  switch (kind) {
    case ChoiceKind::kLocation:
      return with(OfferedAs(&Offering::business, directory.businesses, directory,
                            {.practitioner = known.practitioner, .appointment_type = type}));
    case ChoiceKind::kPractitioner:
      return with(OfferedAs(&Offering::practitioner, directory.practitioners, directory,
                            {.business = known.business, .appointment_type = type}));
    case ChoiceKind::kService:
      return with(TypesOf(directory, known));
    case ChoiceKind::kAppointment:
      break;
  }
  return status;
}

absl::StatusOr<Practitioner> ResolvePractitioner(const Directory& directory,
                                                 const PractitionerRef& ref, const Known& known) {
  return ResolvePractitioner(directory, ref, [&] { return known; });
}

absl::StatusOr<Practitioner> ResolvePractitioner(const Directory& directory,
                                                 const PractitionerRef& ref,
                                                 absl::FunctionRef<Known()> known) {
  const auto not_found = [&] {
    return WithRows(WithFacts(MakeError(DomainError::kPractitionerNotFound, "no such practitioner"),
                              {{"asked", ref.said}}),
                    ChoiceKind::kPractitioner, directory.practitioners);
  };
  if (const PractitionerId id = IdOf(ref); !id.empty()) {
    const Practitioner* found = directory.Find(id);
    if (found == nullptr) return not_found();
    return *found;
  }
  std::vector<PractitionerName> names;
  names.reserve(directory.practitioners.size());
  for (const Practitioner& p : directory.practitioners) names.push_back(NameOf(p));
  const Resolution resolution = MatchPractitioner(ref.said, names);
  if (resolution.resolved()) return directory.practitioners[resolution.index()];

  std::vector<Practitioner> candidates = Candidates(directory.practitioners, resolution);
  if (resolution.verdict == Resolution::Verdict::kUnknown || candidates.empty()) return not_found();
  // "Cameron" is clear enough where only one Cameron works at that place or offers that service. A
  // single candidate was a doubtful match, and knowing the place makes it no better.
  if (candidates.size() > 1) {
    const Known rest = known();
    std::vector<Practitioner> there;
    for (const Practitioner& p : candidates) {
      if (Offers(directory, {p.id, rest.business, rest.appointment_type})) there.push_back(p);
    }
    // "Ada Smith" is neither Ada Okafor nor Eve Smith, whoever of them works there.
    const bool is_clear =
        there.size() == 1 && MatchPractitioner(ref.said, {NameOf(there.front())}).resolved();
    if (is_clear) return there.front();
    if (!there.empty()) candidates = there;
  }
  return WithRows(MakeError(DomainError::kPractitionerClarificationNeeded, "several fit"),
                  ChoiceKind::kPractitioner, candidates);
}

absl::StatusOr<Business> ResolveBusiness(const Directory& directory, const BusinessRef& ref,
                                         const std::optional<BusinessId>& usual) {
  return ResolveBusiness(directory, ref, [&] { return usual; });
}

absl::StatusOr<Business> ResolveBusiness(const Directory& directory, const BusinessRef& ref,
                                         absl::FunctionRef<std::optional<BusinessId>()> usual) {
  if (const BusinessId id = IdOf(ref); !id.empty()) {
    const Business* found = directory.Find(id);
    if (found == nullptr) {
      return WithRows(MakeError(DomainError::kInvalidBusinessId, "not a business of this clinic"),
                      ChoiceKind::kLocation, directory.businesses);
    }
    return *found;
  }
  std::vector<LocationName> names;
  names.reserve(directory.businesses.size());
  for (const Business& b : directory.businesses) {
    names.push_back({.name = b.name, .aliases = b.aliases, .primary = b.primary});
  }
  LocationResolution resolution = MatchLocation(ref.said, names);
  if (resolution.asks_history) {
    if (const std::optional<BusinessId> last = usual()) {
      const auto found = std::ranges::find(directory.businesses, *last, &Business::id);
      if (found != directory.businesses.end()) {
        const auto index = static_cast<std::size_t>(found - directory.businesses.begin());
        resolution = MatchLocation(ref.said, names, {.preferred = index});
      }
    }
  }
  if (resolution.resolved()) return directory.businesses[resolution.index()];

  const bool some_fit = resolution.verdict == Resolution::Verdict::kAmbiguous;
  const std::vector<Business> candidates = Candidates(directory.businesses, resolution);
  ErrorFacts facts = {{"asked", ref.said}};
  if (!candidates.empty() && candidates.size() < directory.businesses.size()) {
    facts["narrowed"] = "true";
  }
  return WithRows(WithFacts(MakeError(some_fit ? DomainError::kLocationClarificationNeeded
                                               : DomainError::kLocationNotFound,
                                      "no location clearly fits the words"),
                            facts),
                  ChoiceKind::kLocation, candidates.empty() ? directory.businesses : candidates);
}

absl::StatusOr<AppointmentType> ResolveAppointmentType(const Directory& directory,
                                                       const AppointmentTypeRef& ref,
                                                       const Known& known) {
  const std::vector<AppointmentType> offered = TypesOf(directory, known);
  if (offered.empty()) {
    return WithFacts(MakeError(DomainError::kNoServices, "nothing can be booked"),
                     FactsOfKnown(directory, known));
  }
  const auto fail = [&](DomainError error, const std::vector<AppointmentType>& choices) {
    ErrorFacts said = FactsOfKnown(directory, known);
    if (!ref.said.empty()) said["asked"] = ref.said;
    return WithRows(WithFacts(MakeError(error, "no service clearly fits"), said),
                    ChoiceKind::kService, choices);
  };

  if (const AppointmentTypeId id = IdOf(ref); !id.empty()) {
    const auto found = std::ranges::find(offered, id, &AppointmentType::id);
    if (found != offered.end()) return *found;
    // An id that the clinic never had was made up; the words beside it may be right.
    const bool made_up = directory.Find(id) == nullptr && !ref.id.empty() && !ref.said.empty();
    if (!made_up) return fail(DomainError::kServiceNotFound, offered);
  }
  if (ref.said.empty()) {
    if (offered.size() == 1) return offered.front();
    return fail(DomainError::kServiceClarificationNeeded, offered);
  }
  std::vector<ServiceName> names;
  names.reserve(offered.size());
  for (const AppointmentType& type : offered) {
    names.push_back({.name = type.name,
                     .duration_minutes = static_cast<int>(type.duration / absl::Minutes(1))});
  }
  const Resolution resolution = MatchService(ref.said, names);
  if (resolution.resolved()) return offered[resolution.index()];
  const std::vector<AppointmentType> candidates = Candidates(offered, resolution);
  if (resolution.verdict == Resolution::Verdict::kUnknown || candidates.empty()) {
    return fail(DomainError::kServiceNotFound, offered);
  }
  return fail(DomainError::kServiceClarificationNeeded, candidates);
}

Known WithType(const Directory& directory, const AppointmentTypeRef& ref, Known known) {
  if (ref.empty()) return known;
  if (const auto type = ResolveAppointmentType(directory, ref, known); type.ok()) {
    known.appointment_type = type->id;
  }
  return known;
}

absl::Status CheckOffered(const Directory& directory, const Practitioner& practitioner,
                          const Business& business, const AppointmentType& type) {
  if (Offers(directory, {practitioner.id, business.id, type.id})) return absl::OkStatus();
  const ErrorFacts facts = {{"practitioner", practitioner.display_name},
                            {"location", business.name},
                            {"service", type.name}};
  if (!Offers(directory, {practitioner.id, business.id, {}})) {
    return WithRows(WithFacts(MakeError(DomainError::kPractitionerLocationMismatch,
                                        "the practitioner does not work there"),
                              facts),
                    ChoiceKind::kLocation, BusinessesOf(directory, practitioner.id, {}));
  }
  return WithRows(WithFacts(MakeError(DomainError::kServiceNotFound, "not offered there"), facts),
                  ChoiceKind::kService,
                  TypesOf(directory, {.practitioner = practitioner.id, .business = business.id}));
}

std::vector<Business> BusinessesOf(const Directory& directory, const PractitionerId& practitioner,
                                   const AppointmentTypeId& type) {
  return OfferedAs(&Offering::business, directory.businesses, directory,
                   {.practitioner = practitioner, .appointment_type = type});
}

}  // namespace frontdesk
