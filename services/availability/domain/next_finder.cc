#include "services/availability/domain/next_finder.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/availability/domain/questions.h"
#include "services/availability/domain/usual_places.h"

namespace frontdesk::availability {
namespace {

constexpr int kWeek = 7;  // what Cliniko answers at once

// One time of a free day.
struct OneTime {
  absl::Time start;
  const FreeDay* day;
};

bool IsOf(const OneTime& one, const SlotKey& slot) {
  return slot.start == one.start && slot.practitioner == one.day->practitioner->id &&
         slot.business == one.day->business->id;
}

bool IsAmong(const std::vector<SlotKey>& slots, const OneTime& one) {
  return std::ranges::any_of(slots, [&](const SlotKey& slot) { return IsOf(one, slot); });
}

// The `most` earliest distinct starts of `days` that are not refused. Of several at one start the
// one with the practitioner of the time before wins, then the primary business. Source:
// contract/webhooks.md, section 2.6.
std::vector<OneTime> Earliest(const std::vector<FreeDay>& days, const std::vector<SlotKey>& refused,
                              std::size_t most) {
  std::vector<OneTime> times;
  for (const FreeDay& day : days) {
    for (const absl::Time start : day.starts) times.push_back({start, &day});
  }
  std::ranges::stable_sort(times, {}, &OneTime::start);

  std::vector<OneTime> chosen;
  for (auto it = times.begin(); it != times.end() && chosen.size() < most;) {
    const auto end =
        std::find_if(it, times.end(), [&](const OneTime& one) { return one.start != it->start; });
    const auto rank = [&](const OneTime& one) {
      const bool same = !chosen.empty() && one.day->practitioner == chosen.back().day->practitioner;
      return std::pair(same, one.day->business->primary);
    };
    const OneTime* best = nullptr;
    for (; it != end; ++it) {
      if (IsAmong(refused, *it)) continue;
      if (best == nullptr || rank(*it) > rank(*best)) best = &*it;
    }
    if (best != nullptr) chosen.push_back(*best);
  }
  return chosen;
}

std::vector<DayOpenings> AllToldOf(const std::vector<OneTime>& times) {
  std::vector<DayOpenings> told;
  told.reserve(times.size());
  for (const OneTime& one : times) told.push_back(Told(*one.day, one.start));
  return told;
}

SlotKey KeyOf(const DayOpenings& one) {
  return {one.practitioner.id, one.business.id, one.times.front().start};
}

// The refused times that the answer would have had otherwise.
bool AnyRefused(const std::vector<FreeDay>& days, const std::vector<SlotKey>& refused) {
  return !days.empty() && Earliest(days, refused, 1).empty();
}

// What to offer of `found`: the same again to a search that comes before its offer can have been
// heard, as far as that still stands; else the earliest that were not turned down.
std::vector<DayOpenings> Choose(const std::vector<FreeDay>& found, const SearchStart& start,
                                int most) {
  if (!start.offer_again.empty()) {
    std::vector<OneTime> same = Earliest(found, start.refused, SIZE_MAX);
    std::erase_if(same, [&](const OneTime& one) { return !IsAmong(start.offer_again, one); });
    if (!same.empty()) return AllToldOf(same);
  }
  return AllToldOf(Earliest(found, start.refused, static_cast<std::size_t>(most)));
}

// With the services to choose from: at the business, if it is clear which is meant.
absl::Status NeitherWhoNorWhat(const Directory& directory, const BusinessRef& business) {
  Known known;
  if (!business.empty()) {
    const auto place = ResolveBusiness(directory, business, std::nullopt);
    if (place.ok()) known.business = place->id;
  }
  const std::vector<std::string> missing = {"practitioner", "appointment_type"};
  return WithFittingChoices(
      WithMissing(MakeError(DomainError::kMissingInformation, "neither who nor what"), missing),
      ChoiceKind::kService, directory, known);
}

}  // namespace

absl::StatusOr<NextFinder::Read> NextFinder::Search(const Directory& directory,
                                                    const std::vector<Offering>& offerings,
                                                    const AskedDay& asked, const NextQuery& query,
                                                    const std::vector<SlotKey>& refused,
                                                    const CallContext& call, NextAnswer& answer) {
  Read all;
  CallContext ask = FirstOfSeveral(call);
  const absl::CivilDay last = asked.day + (query.max_days - 1);
  for (absl::CivilDay from = asked.day; from <= last; from += kWeek) {
    auto slots = schedule_.ListOpenSlots({.clinic = query.clinic,
                                          .offerings = offerings,
                                          .first_day = from,
                                          .last_day = std::min(last, from + (kWeek - 1)),
                                          .max_age = std::nullopt},
                                         ask);
    if (!slots.ok()) {
      // What is known already is better than nothing, and is told as what it is.
      if (Earliest(all.free, refused, 1).empty()) return slots.status();
      answer.age.partial = true;
      break;
    }
    directories_.Expect(query.clinic, slots->directory_version);
    answer.age.Add(*slots);
    if (!slots->days.empty()) ask = Further(call, clock_.Now());
    std::ranges::move(FreeOpenings(directory, *slots, answer.part, asked.window),
                      std::back_inserter(all.free));
    std::ranges::move(slots->days, std::back_inserter(all.days));
    if (Earliest(all.free, refused, static_cast<std::size_t>(query.max_slots)).size() ==
        static_cast<std::size_t>(query.max_slots)) {
      break;
    }
  }
  return all;
}

absl::StatusOr<NextAnswer> NextFinder::Find(const NextQuery& query, const CallContext& call) {
  ASSIGN_OR_RETURN(const std::shared_ptr<const Directory> directory,
                   directories_.Get(query.clinic, call));
  const bool anyone = IsAnyPractitioner(query.practitioner);
  if (anyone && query.appointment_type.empty()) {
    return NeitherWhoNorWhat(*directory, query.business);
  }
  ASSIGN_OR_RETURN(AskedDay day, ReadDay(query.earliest, *directory, clock_.Now()));
  NextAnswer answer{.year_repaired = day.year_repaired,
                    .part = day.part,
                    .first_day = day.day,
                    .last_day = day.day + (query.max_days - 1)};
  if (query.part.has_value()) answer.part = query.part;

  Known known;
  std::optional<Business> business;
  if (!query.business.empty() && !IsAnyBusiness(query.business)) {
    ASSIGN_OR_RETURN(business, ResolveBusiness(*directory, query.business, [&] {
                       return places_.Of(directory->clinic, query.caller, call);
                     }));
    known.business = business->id;
  }
  std::optional<Practitioner> practitioner;
  if (!anyone) {
    ASSIGN_OR_RETURN(practitioner,
                     ResolvePractitioner(*directory, query.practitioner,
                                         WithType(*directory, query.appointment_type, known)));
    known.practitioner = practitioner->id;
    if (business.has_value() && directory->Offerings(practitioner->id, business->id, {}).empty()) {
      return CheckOffered(*directory, *practitioner, *business, {});
    }
  }
  absl::StatusOr<AppointmentType> type =
      ResolveAppointmentType(*directory, query.appointment_type, known);
  if (IsError(type.status(), DomainError::kServiceClarificationNeeded) &&
      query.appointment_type.empty()) {
    absl::Status required = MakeError(DomainError::kServiceRequired, "several services");
    required = WithFacts(required, FactsOf(type.status()));
    return WithClarification(required, *ClarificationOf(type.status()));
  }
  RETURN_IF_ERROR(type.status());
  answer.practitioner = practitioner;
  answer.appointment_type = *type;
  answer.business = business;

  SearchCriteria criteria{.appointment_types = {type->id}, .first_day = day.day};
  if (practitioner.has_value()) criteria.practitioners = {practitioner->id};
  if (business.has_value()) criteria.businesses = {business->id};
  SearchStart start;
  if (auto begun = sessions_.BeginSearch(Within(kSessionPatience, clock_.Now(), call),
                                         directory->clinic, query.caller, criteria);
      begun.ok()) {
    start = *std::move(begun);
  } else {
    // Better to offer something twice than nothing at all.
    log::Warn("session_unavailable", {{"why", begun.status()}});
  }

  const std::vector<Offering> offerings =
      directory->Offerings(known.practitioner, known.business, type->id);
  ASSIGN_OR_RETURN(const Read found,
                   Search(*directory, offerings, day, query, start.refused, call, answer));
  answer.openings = Choose(found.free, start, query.max_slots);
  if (answer.openings.empty() && answer.age.partial) {
    return MakeError(DomainError::kStillChecking, "some days could not be read in time");
  }
  if (answer.openings.empty()) {
    answer.exhausted = AnyRefused(found.free, start.refused);
    if (!answer.exhausted) {
      answer.reason =
          WhyNothing(*directory, offerings, found.days, answer.first_day, answer.last_day);
      answer.may_not_be_open =
          answer.reason != NothingFree::kNotWorking && MayNotBeOpen(day, answer.last_day);
      if (answer.may_not_be_open) answer.reason = NothingFree::kUnknown;
    }
  } else if (day.particular && answer.openings.front().day > day.day) {
    answer.requested_day = day.day;
    answer.reason = WhyNothing(*directory, offerings, found.days, day.day, day.day);
  }
  if (answer.openings.empty() && business.has_value()) {
    std::vector<Offering> others = directory->Offerings(known.practitioner, {}, type->id);
    std::erase_if(others, [&](const Offering& o) { return o.business == business->id; });
    const auto elsewhere =
        others.empty() ? absl::StatusOr<Read>(Read{})
                       : Search(*directory, others, day, query, start.refused,
                                found.days.empty() ? call : Further(call, clock_.Now()), answer);
    if (elsewhere.ok()) answer.elsewhere = Choose(elsewhere->free, start, query.max_slots);
  }

  const std::vector<DayOpenings>& told =
      answer.openings.empty() ? answer.elsewhere : answer.openings;
  if (told.empty()) {
    // That was all: the next search starts over.
    if (const absl::Status cleared = sessions_.ClearRefusals(
            Within(kSessionPatience, clock_.Now(), call), directory->clinic, query.caller);
        !cleared.ok()) {
      log::Warn("refusals_not_cleared", {{"why", cleared}});
    }
    return answer;
  }
  std::vector<SlotKey> offered;
  for (const DayOpenings& one : told) offered.push_back(KeyOf(one));
  if (const absl::Status recorded =
          sessions_.RecordOffer(Within(kSessionPatience, clock_.Now(), call), directory->clinic,
                                query.caller, criteria, offered);
      !recorded.ok()) {
    log::Warn("offer_not_recorded", {{"why", recorded}});
  }
  return answer;
}

}  // namespace frontdesk::availability
