#include "services/availability/domain/availability.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/format.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "services/availability/domain/openings.h"
#include "services/availability/domain/usual_business.h"

namespace frontdesk::availability {
namespace {

constexpr std::size_t kMostPractitioners = 3;  // contract/webhooks.md, section 2.4

// Why `day` has nothing, as far as the working hours tell.
NothingFree WhyNothing(const Directory& directory, const std::vector<Offering>& offerings,
                       const SlotAnswer& answer, absl::CivilDay day) {
  bool known = true;
  bool works = false;
  for (const Offering& offering : offerings) {
    const auto working = directory.WorksOn(offering.practitioner, offering.business, day);
    known = known && working.has_value();
    works = works || working.value_or(false);
  }
  if (works) {
    const bool hidden = std::ranges::any_of(answer.days, [&](const OpenDay& open) {
      return open.day == day && open.not_bookable_online;
    });
    return hidden ? NothingFree::kUnknown : NothingFree::kFullyBooked;
  }
  return known ? NothingFree::kNotWorking : NothingFree::kUnknown;
}

}  // namespace

absl::StatusOr<AvailabilityAnswer> Availability::Check(const AvailabilityQuery& query,
                                                       const CallContext& call) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Directory> directory,
                   directories_.Get(query.clinic, call));
  ASSIGN_OR_RETURN(AskedDay day, ReadDay(query.when, *directory, clock_.Now()));
  if (query.part.has_value()) day.part = query.part;

  const bool any_place = IsAnyBusiness(query.business);
  std::optional<BusinessId> usual;
  if (query.business.id.empty() && !any_place) {
    usual = UsualBusiness(sessions_, call, directory->clinic, query.caller);
  }

  Known known;
  std::optional<Business> business;
  if (!query.business.empty() && !any_place) {
    ASSIGN_OR_RETURN(business, ResolveBusiness(*directory, query.business, usual));
    known.business = business->id;
  }
  std::optional<Practitioner> practitioner;
  if (!IsAnyPractitioner(query.practitioner)) {
    ASSIGN_OR_RETURN(practitioner,
                     ResolvePractitioner(*directory, query.practitioner,
                                         WithType(*directory, query.appointment_type, known)));
    known.practitioner = practitioner->id;
    if (business.has_value() && directory->Offerings(practitioner->id, business->id, {}).empty()) {
      return CheckOffered(*directory, *practitioner, *business, {});
    }
  }
  ASSIGN_OR_RETURN(const AppointmentType type,
                   ResolveAppointmentType(*directory, query.appointment_type, known));

  AvailabilityAnswer answer{
      .requested_day = day.day, .year_repaired = day.year_repaired, .part = day.part};
  const std::vector<Offering> offerings =
      directory->Offerings(known.practitioner, known.business, type.id);
  if (practitioner.has_value() && !business.has_value()) {
    answer.other_businesses = BusinessesOf(*directory, practitioner->id, type.id);
  }
  std::vector<BusinessId> preferred;
  if (usual.has_value()) preferred.push_back(*usual);
  for (const Business& b : directory->businesses) {
    // Who does not mind goes where the earliest time is.
    if (b.primary && !any_place) preferred.push_back(b.id);
  }
  const auto choose = [&](std::vector<DayOpenings> openings) {
    openings = OfFirstDay(std::move(openings));
    return practitioner.has_value() ? AtOneBusiness(std::move(openings), preferred)
                                    : FirstPractitioners(std::move(openings), kMostPractitioners);
  };

  // The day itself first: most questions end here, and further days would cost further requests.
  SlotQuery slots{.clinic = query.clinic,
                  .offerings = offerings,
                  .first_day = day.day,
                  .last_day = day.day,
                  .max_age = std::nullopt};
  ASSIGN_OR_RETURN(const SlotAnswer that_day, schedule_.ListOpenSlots(slots, call));
  directories_.Expect(query.clinic, that_day.directory_version);
  answer.age.Add(that_day);
  answer.openings = choose(FreeOpenings(*directory, that_day, day.part));
  answer.requested_day_available = !answer.openings.empty();
  if (!answer.requested_day_available && that_day.partial) {
    return MakeError(DomainError::kStillChecking, "the day could not be read in full in time");
  }
  if (!answer.requested_day_available) {
    answer.reason = WhyNothing(*directory, offerings, that_day, day.day);
    slots.first_day = day.day + 1;
    slots.last_day = day.day + kForwardDays;
    ASSIGN_OR_RETURN(const SlotAnswer later, schedule_.ListOpenSlots(slots, call));
    answer.age.Add(later);
    answer.openings = choose(FreeOpenings(*directory, later, day.part));
    // "Soonest" asked for no particular day, so a later one is what was asked for.
    if (day.soonest && !answer.openings.empty()) {
      answer.requested_day = answer.openings.front().day;
      answer.requested_day_available = true;
    }
  }
  if (answer.openings.empty()) {
    if (answer.age.partial) {
      return MakeError(DomainError::kStillChecking, "some days could not be read in time");
    }
    ErrorFacts facts = {
        {"service", type.name}, {"date", IsoDay(day.day)}, {"days", absl::StrCat(kForwardDays)}};
    if (practitioner.has_value()) facts["practitioner"] = practitioner->display_name;
    if (business.has_value()) facts["location"] = business->name;
    return WithFacts(MakeError(DomainError::kNoAvailability, "nothing free"), facts);
  }
  if (!answer.other_businesses.empty()) {
    std::erase_if(answer.other_businesses,
                  [&](const Business& b) { return b.id == answer.openings.front().business.id; });
  }
  return answer;
}

}  // namespace frontdesk::availability
