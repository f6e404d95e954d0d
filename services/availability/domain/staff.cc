#include "services/availability/domain/staff.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "services/availability/domain/openings.h"

namespace frontdesk::availability {
namespace {

// One place: which, has to be said, even by a caller who does not mind.
absl::StatusOr<Business> PlaceOf(const Directory& directory, const BusinessRef& ref,
                                 const Known& known) {
  if (!ref.empty() && !IsAnyBusiness(ref)) return ResolveBusiness(directory, ref, std::nullopt);
  if (directory.businesses.empty())
    return MakeError(DomainError::kNoLocation, "the clinic has none");
  if (directory.businesses.size() == 1) return directory.businesses.front();
  const absl::Status which =
      WithFittingChoices(MakeError(DomainError::kLocationClarificationNeeded, "several locations"),
                         ChoiceKind::kLocation, directory, known);
  const auto fitting = ClarificationOf(which);
  const bool all = !fitting.has_value() || fitting->choices.size() == directory.businesses.size();
  return all ? which : WithFacts(which, {{"narrowed", "true"}});
}

template <typename Rows, typename Name>
void SortByName(Rows& rows, Name name) {
  std::ranges::sort(rows, {}, name);
}

std::vector<AppointmentType> TypesOf(const Directory& directory,
                                     const std::vector<Offering>& offerings) {
  std::vector<AppointmentType> types;
  for (const AppointmentType& type : directory.appointment_types) {
    if (std::ranges::find(offerings, type.id, &Offering::appointment_type) != offerings.end()) {
      types.push_back(type);
    }
  }
  SortByName(types, &AppointmentType::name);
  return types;
}

// Types of one length have the same free times with one practitioner at one place, so one of them
// is asked for all. Source: contract/cliniko.md, section 12.
std::vector<Offering> OneOfEachLength(const Directory& directory,
                                      const std::vector<Offering>& all) {
  std::set<std::tuple<PractitionerId, BusinessId, std::int64_t>> seen;
  std::vector<Offering> some;
  for (const Offering& offering : all) {
    const AppointmentType* type = directory.Find(offering.appointment_type);
    if (type == nullptr) continue;
    const std::int64_t minutes = absl::ToInt64Minutes(type->duration);
    if (seen.insert({offering.practitioner, offering.business, minutes}).second) {
      some.push_back(offering);
    }
  }
  return some;
}

// The types that OneOfEachLength left out for the one of `day`, and that one.
std::vector<AppointmentType> OfLength(const Directory& directory, const std::vector<Offering>& all,
                                      const FreeDay& day) {
  std::vector<AppointmentType> types;
  for (const Offering& offering : all) {
    if (offering.practitioner != day.practitioner->id || offering.business != day.business->id) {
      continue;
    }
    const AppointmentType* type = directory.Find(offering.appointment_type);
    if (type != nullptr && type->duration == day.appointment_type->duration) {
      types.push_back(*type);
    }
  }
  return types;
}

// Each practitioner of `days` once, by name.
std::vector<Practitioner> WhoIsIn(const std::vector<FreeDay>& days) {
  std::map<PractitionerId, const Practitioner*> by_id;
  for (const FreeDay& day : days) by_id.emplace(day.practitioner->id, day.practitioner);
  std::vector<Practitioner> who;
  for (const auto& [id, practitioner] : by_id) who.push_back(*practitioner);
  SortByName(who, &Practitioner::display_name);
  return who;
}

}  // namespace

absl::StatusOr<PlaceStaff> Staff::At(const ClinicId& clinic, const BusinessRef& business,
                                     const CallContext& call) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Directory> directory,
                   directories_.Get(clinic, call));
  PlaceStaff staff;
  ASSIGN_OR_RETURN(staff.business, PlaceOf(*directory, business, {}));
  for (const Practitioner& p : directory->practitioners) {
    if (!directory->Offerings(p.id, staff.business.id, {}).empty())
      staff.practitioners.push_back(p);
  }
  if (staff.practitioners.empty()) {
    return WithFacts(MakeError(DomainError::kNoPractitionersFound, "nobody works there"),
                     {{"location", staff.business.name}});
  }
  SortByName(staff.practitioners, &Practitioner::display_name);
  return staff;
}

absl::StatusOr<PractitionerProfile> Staff::Profile(const ClinicId& clinic,
                                                   const PractitionerRef& practitioner,
                                                   const BusinessRef& business,
                                                   const CallContext& call) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Directory> directory,
                   directories_.Get(clinic, call));
  if (IsAnyPractitioner(practitioner)) {
    const std::vector<std::string> missing = {"practitioner"};
    return WithMissing(MakeError(DomainError::kMissingInformation, "nobody was named"), missing);
  }
  Known known;
  std::optional<Business> place;
  if (!business.empty() && !IsAnyBusiness(business)) {
    ASSIGN_OR_RETURN(place, ResolveBusiness(*directory, business, std::nullopt));
    known.business = place->id;
  }
  PractitionerProfile profile;
  ASSIGN_OR_RETURN(profile.practitioner, ResolvePractitioner(*directory, practitioner, known));
  const PractitionerId& id = profile.practitioner.id;
  if (place.has_value() && directory->Offerings(id, place->id, {}).empty()) {
    return CheckOffered(*directory, profile.practitioner, *place, {});
  }
  profile.appointment_types = TypesOf(*directory, directory->Offerings(id, known.business, {}));
  profile.businesses =
      place.has_value() ? std::vector<Business>{*place} : BusinessesOf(*directory, id, {});
  return profile;
}

absl::StatusOr<FreeStaff> Staff::FreeOn(const ClinicId& clinic, const BusinessRef& business,
                                        const AppointmentTypeRef& type, const SaidDay& when,
                                        std::optional<DayPart> part, const CallContext& call) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Directory> directory,
                   directories_.Get(clinic, call));
  FreeStaff free;
  ASSIGN_OR_RETURN(free.business, PlaceOf(*directory, business, WithType(*directory, type, {})));
  ASSIGN_OR_RETURN(const AskedDay asked, ReadDay(when, *directory, clock_.Now()));
  free.day = asked.day;
  free.year_repaired = asked.year_repaired;
  free.part = part.has_value() ? part : asked.part;
  AppointmentTypeId wanted;
  if (!type.empty()) {
    ASSIGN_OR_RETURN(const AppointmentType found,
                     ResolveAppointmentType(*directory, type, {.business = free.business.id}));
    wanted = found.id;
    free.appointment_type = found;
  }
  const std::vector<Offering> all = directory->Offerings({}, free.business.id, wanted);
  if (all.empty()) {
    return WithFacts(MakeError(DomainError::kNoPractitionersFound, "nobody works there"),
                     {{"location", free.business.name}});
  }
  ASSIGN_OR_RETURN(const SlotAnswer slots,
                   schedule_.ListOpenSlots({.clinic = clinic,
                                            .offerings = OneOfEachLength(*directory, all),
                                            .first_day = free.day,
                                            .last_day = free.day,
                                            .max_age = std::nullopt},
                                           call));
  directories_.Expect(clinic, slots.directory_version);
  free.age.Add(slots);

  std::map<PractitionerId, FreePractitioner> by_id;
  std::map<PractitionerId, std::set<absl::Time>> starts;
  for (const FreeDay& day : FreeOpenings(*directory, slots, free.part, asked.window)) {
    FreePractitioner& entry = by_id[day.practitioner->id];
    entry.practitioner = *day.practitioner;
    for (const AppointmentType& same : OfLength(*directory, all, day)) {
      entry.appointment_types.push_back(same);
    }
    starts[day.practitioner->id].insert(day.starts.begin(), day.starts.end());
  }
  for (auto& [id, entry] : by_id) {
    entry.slot_count = static_cast<int>(starts[id].size());
    entry.first_start = *starts[id].begin();
    SortByName(entry.appointment_types, &AppointmentType::name);
    free.practitioners.push_back(std::move(entry));
  }
  if (free.practitioners.empty() && free.age.partial) {
    return MakeError(DomainError::kStillChecking, "some of the day could not be read in time");
  }
  if (free.practitioners.empty()) {
    free.reason = WhyNothing(*directory, all, slots.days, free.day, free.day);
    free.free_otherwise =
        WhoIsIn(FreeOpenings(*directory, slots, /*part=*/std::nullopt, /*window=*/std::nullopt));
    free.may_not_be_open = free.free_otherwise.empty() && free.reason != NothingFree::kNotWorking &&
                           MayNotBeOpen(asked, free.day);
    if (free.may_not_be_open) free.reason = NothingFree::kUnknown;
  }
  SortByName(free.practitioners,
             [](const FreePractitioner& f) { return f.practitioner.display_name; });
  return free;
}

}  // namespace frontdesk::availability
