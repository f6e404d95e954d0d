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
#include "services/availability/domain/questions.h"
#include "services/availability/domain/usual_places.h"
#include "services/schedule_cache/client/why_nothing.h"

namespace frontdesk::availability {
namespace {

constexpr std::size_t kMostPractitioners = 3;  // contract/webhooks.md, section 2.4

// The days to look at one after the other, counted from the one that was asked for. Reading that
// one has read its whole week, and most searches end there.
constexpr std::pair<int, int> kAhead[] = {{1, 6}, {7, 13}, {kForwardDays, kForwardDays}};

// The earliest time of `days`.
std::optional<DayOpenings> Earliest(const std::vector<FreeDay>& days) {
  const auto first =
      std::ranges::min_element(days, {}, [](const FreeDay& d) { return d.starts.front(); });
  if (first == days.end()) return std::nullopt;
  return Told(*first, first->starts.front());
}

}  // namespace

// What is searched for, once it is clear what was meant.
struct Availability::Search {
  const Directory& directory;
  AskedDay day;
  std::vector<Offering> offerings;
  std::vector<Offering> elsewhere;  // the same at other businesses than the one asked for
  bool one_practitioner;
  std::vector<BusinessId> preferred;  // of several that have times

  // Of the first day that has any: at one business, or of the first few practitioners.
  std::vector<FreeDay> Choose(std::vector<FreeDay> days) const {
    days = OfFirstDay(std::move(days));
    return one_practitioner ? AtOneBusiness(std::move(days), preferred)
                            : FirstPractitioners(std::move(days), kMostPractitioners);
  }

  // What is free of `answer` where it was asked for, at any hour.
  std::vector<FreeDay> AtRequested(const SlotAnswer& answer) const {
    std::vector<FreeDay> days =
        FreeOpenings(directory, answer, /*part=*/std::nullopt, /*window=*/std::nullopt);
    std::erase_if(days, [&](const FreeDay& d) { return IsElsewhere(d); });
    return days;
  }

  bool IsElsewhere(const FreeDay& d) const {
    return std::ranges::find(elsewhere, d.business->id, &Offering::business) != elsewhere.end();
  }
};

absl::Status Availability::LookAhead(const Search& search, const CallContext& call,
                                     AvailabilityAnswer& answer) {
  std::vector<FreeDay> anywhere;
  std::vector<FreeDay> in_other_part;
  CallContext ask = FirstOfSeveral(call);
  for (const auto& [first, last] : kAhead) {
    SlotQuery slots{.clinic = search.directory.clinic.id,
                    .offerings = search.offerings,
                    .first_day = search.day.day + first,
                    .last_day = search.day.day + last,
                    .max_age = std::nullopt};
    // Other places only matter until one of them has a time, from the asked day on, and are asked
    // along with the rest.
    const bool look_elsewhere = anywhere.empty() && !search.elsewhere.empty();
    if (look_elsewhere) {
      slots.offerings.insert(slots.offerings.end(), search.elsewhere.begin(),
                             search.elsewhere.end());
      if (first == kAhead[0].first) slots.first_day = search.day.day;
    }
    ASSIGN_OR_RETURN(const SlotAnswer later, schedule_.ListOpenSlots(slots, ask));
    answer.age.Add(later);
    if (!later.days.empty()) ask = Further(call, clock_.Now());
    std::vector<FreeDay> there;
    for (FreeDay& day : FreeOpenings(search.directory, later, search.day.part, search.day.window)) {
      if (!search.IsElsewhere(day)) there.push_back(day);
      anywhere.push_back(std::move(day));
    }
    answer.openings = Told(search.Choose(there));
    if (answer.openings.empty()) {
      if (search.day.HasHours() && in_other_part.empty()) {
        in_other_part = search.Choose(search.AtRequested(later));
      }
      continue;
    }
    answer.next_available = Earliest(anywhere);
    const std::optional<DayOpenings> at_requested = Earliest(there);
    if (!search.elsewhere.empty() && at_requested != answer.next_available) {
      answer.next_at_requested = at_requested;
    }
    break;
  }
  if (answer.openings.empty() && !answer.age.partial && !in_other_part.empty()) {
    answer.next_available = Earliest(in_other_part);
    answer.openings = Told(in_other_part);
    answer.other_part = true;
  }
  return absl::OkStatus();
}

absl::StatusOr<AvailabilityAnswer> Availability::Check(const AvailabilityQuery& query,
                                                       const CallContext& call) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Directory> directory,
                   directories_.Get(query.clinic, call));
  ASSIGN_OR_RETURN(AskedDay day, ReadDay(query.when, *directory, clock_.Now()));
  if (query.part.has_value()) day.part = query.part;

  const bool any_place = IsAnyBusiness(query.business);
  const auto where_they_go = [&] { return places_.Of(directory->clinic, query.caller, call); };

  Known known;
  std::optional<Business> business;
  std::optional<BusinessId> usual;  // only where no place is said
  if (query.business.empty()) usual = where_they_go();
  if (!query.business.empty() && !any_place) {
    ASSIGN_OR_RETURN(business, ResolveBusiness(*directory, query.business, where_they_go));
    known.business = business->id;
  }
  std::optional<Practitioner> practitioner;
  if (!IsAnyPractitioner(query.practitioner)) {
    ASSIGN_OR_RETURN(practitioner, ResolvePractitioner(*directory, query.practitioner, [&] {
                       return WithType(*directory, query.appointment_type, known);
                     }));
    known.practitioner = practitioner->id;
    if (business.has_value() && directory->Offerings(practitioner->id, business->id, {}).empty()) {
      return CheckOffered(*directory, *practitioner, *business, {});
    }
  }
  ASSIGN_OR_RETURN(const AppointmentType type,
                   ResolveAppointmentType(*directory, query.appointment_type, known));

  AvailabilityAnswer answer{
      .requested_day = day.day, .year_repaired = day.year_repaired, .part = day.part};
  Search search{.directory = *directory,
                .day = day,
                .offerings = directory->Offerings(known.practitioner, known.business, type.id),
                .elsewhere = {},
                .one_practitioner = practitioner.has_value(),
                .preferred = {}};
  if (practitioner.has_value() && !business.has_value()) {
    answer.other_businesses = BusinessesOf(*directory, practitioner->id, type.id);
  }
  // "Soonest" asked for no particular day, so there is nothing to be sooner than.
  if (business.has_value() && !day.soonest) {
    search.elsewhere = directory->Offerings(known.practitioner, {}, type.id);
    std::erase_if(search.elsewhere, [&](const Offering& o) { return o.business == business->id; });
  }
  if (usual.has_value()) search.preferred.push_back(*usual);
  for (const Business& b : directory->businesses) {
    // Who does not mind goes where the earliest time is.
    if (b.primary && !any_place) search.preferred.push_back(b.id);
  }

  // The day itself first: most questions end here, and further days would cost further requests.
  ASSIGN_OR_RETURN(const SlotAnswer that_day,
                   schedule_.ListOpenSlots({.clinic = query.clinic,
                                            .offerings = search.offerings,
                                            .first_day = day.day,
                                            .last_day = day.day,
                                            .max_age = std::nullopt},
                                           FirstOfSeveral(call)));
  directories_.Expect(query.clinic, that_day.directory_version);
  answer.age.Add(that_day);
  answer.openings = Told(search.Choose(FreeOpenings(*directory, that_day, day.part, day.window)));
  answer.requested_day_available = !answer.openings.empty();
  if (!answer.requested_day_available && that_day.partial) {
    return MakeError(DomainError::kStillChecking, "the day could not be read in full in time");
  }
  if (!answer.requested_day_available) {
    answer.reason = WhyNothing(*directory, search.offerings, that_day.days, day.day, day.day);
    std::vector<DayOpenings> same_day;
    if (day.HasHours()) {
      same_day = Told(search.Choose(
          FreeOpenings(*directory, that_day, /*part=*/std::nullopt, /*window=*/std::nullopt)));
    }
    const absl::Status looked =
        LookAhead(search, that_day.days.empty() ? call : Further(call, clock_.Now()), answer);
    // What the day has otherwise can be told whatever became of the days after it.
    if (!looked.ok() && same_day.empty()) return looked;
    const bool found_soonest = day.soonest && !answer.openings.empty() && !answer.other_part;
    if (!same_day.empty() && !found_soonest) {
      if (!looked.ok()) answer.age.partial = true;
      if (answer.other_part) answer.next_available.reset();
      answer.openings = std::move(same_day);
      answer.other_part = true;
      answer.requested_day_available = true;
    }
    // A later day is what "soonest" asked for.
    if (day.soonest && !answer.openings.empty()) {
      answer.requested_day = answer.openings.front().day;
      answer.requested_day_available = true;
      answer.next_available.reset();
    }
  }
  if (answer.openings.empty()) {
    if (answer.age.partial) {
      return MakeError(DomainError::kStillChecking, "some days could not be read in time");
    }
    ErrorFacts facts = {
        {"service", type.name}, {"date", IsoDay(day.day)}, {"days", absl::StrCat(kForwardDays)}};
    if (day.year_repaired) facts["year_repaired"] = "true";
    if (MayNotBeOpen(day, day.day)) {
      facts["far_ahead"] = "true";
      if (answer.reason == NothingFree::kFullyBooked) answer.reason = NothingFree::kUnknown;
    }
    if (practitioner.has_value()) facts["practitioner"] = practitioner->display_name;
    if (business.has_value()) facts["location"] = business->name;
    if (answer.reason != NothingFree::kUnknown && !day.soonest) {
      facts["reason"] = ReasonText(answer.reason);
    }
    return WithFacts(MakeError(DomainError::kNoAvailability, "nothing free"), facts);
  }
  if (!answer.other_businesses.empty()) {
    std::erase_if(answer.other_businesses,
                  [&](const Business& b) { return b.id == answer.openings.front().business.id; });
  }
  return answer;
}

}  // namespace frontdesk::availability
