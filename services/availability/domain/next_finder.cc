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
#include "absl/types/span.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/availability/domain/openings.h"
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

// Adds the earliest distinct starts of `days`, which are of one day, until there are `most`.
void ChooseOfDay(absl::Span<const FreeDay> days, const std::vector<SlotKey>& refused,
                 std::size_t most, std::vector<OneTime>& chosen) {
  std::vector<OneTime> times;
  for (const FreeDay& day : days) {
    for (const absl::Time start : day.starts) times.push_back({start, &day});
  }
  if (days.size() > 1) std::ranges::stable_sort(times, {}, &OneTime::start);

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
}

// The `most` earliest distinct starts of `days`, which are in their order, that are not refused. Of
// several at one start the one with the practitioner of the time before wins, then the primary
// business. Source: contract/webhooks.md, section 2.6.
std::vector<OneTime> Earliest(const std::vector<FreeDay>& days, const std::vector<SlotKey>& refused,
                              std::size_t most) {
  std::vector<OneTime> chosen;
  // Most searches end with the first day of many.
  for (std::size_t begin = 0; begin < days.size() && chosen.size() < most;) {
    std::size_t end = begin + 1;
    while (end < days.size() && days[end].day == days[begin].day) ++end;
    ChooseOfDay(absl::MakeConstSpan(days).subspan(begin, end - begin), refused, most, chosen);
    begin = end;
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
std::vector<DayOpenings> ToOffer(const std::vector<FreeDay>& found, const SearchStart& start,
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

// What is searched for, once it is clear what was meant.
struct NextFinder::Question {
  const NextQuery& query;
  const Directory& directory;
  AskedDay day;
  Known known;
  NextAnswer answer;  // as far as it does not depend on what is free

  std::vector<Offering> OfferingsAt(const BusinessId& business) const {
    return directory.Offerings(known.practitioner, business, answer.appointment_type.id);
  }
};

// How far some offerings have been read.
struct NextFinder::Reading {
  std::vector<Offering> offerings;
  absl::CivilDay next;             // the first day that was not read
  CallContext call;                // for all of it
  CallContext ask;                 // for the next question
  bool cut_short = false;          // there is more, which could not be read in time
  std::vector<FreeDay> free = {};  // those that suit
  std::vector<OpenDay> days = {};
  DataAge age = {};
};

absl::Status NextFinder::ReadOn(const Question& asked, const std::vector<SlotKey>& refused,
                                Reading& read) {
  const std::size_t enough = static_cast<std::size_t>(asked.query.max_slots);
  read.cut_short = false;
  while (read.next <= asked.answer.last_day &&
         Earliest(read.free, refused, enough).size() < enough) {
    const absl::CivilDay last = std::min(asked.answer.last_day, read.next + (kWeek - 1));
    auto slots = schedule_.ListOpenSlots({.clinic = asked.query.clinic,
                                          .offerings = read.offerings,
                                          .first_day = read.next,
                                          .last_day = last,
                                          .max_age = std::nullopt},
                                         read.ask);
    if (!slots.ok()) {
      // What is known already is better than nothing, and is told as what it is.
      if (Earliest(read.free, refused, 1).empty()) return slots.status();
      read.cut_short = true;
      break;
    }
    directories_.Expect(asked.query.clinic, slots->directory_version);
    read.age.Add(*slots);
    if (!slots->days.empty()) read.ask = Further(read.call, clock_.Now());
    std::ranges::move(FreeOpenings(asked.directory, *slots, asked.answer.part, asked.day.window),
                      std::back_inserter(read.free));
    std::ranges::move(slots->days, std::back_inserter(read.days));
    read.next = last + 1;
  }
  return absl::OkStatus();
}

absl::StatusOr<NextAnswer> NextFinder::Choose(const Question& asked, const SearchStart& start,
                                              const CallContext& call, Reading& here,
                                              std::optional<Reading>& elsewhere) {
  const Directory& directory = asked.directory;
  const AskedDay& day = asked.day;
  NextAnswer answer = asked.answer;
  RETURN_IF_ERROR(ReadOn(asked, start.refused, here));
  answer.age = here.age;
  if (here.cut_short) answer.age.partial = true;
  answer.openings = ToOffer(here.free, start, asked.query.max_slots);
  if (answer.openings.empty() && answer.age.partial) {
    return MakeError(DomainError::kStillChecking, "some days could not be read in time");
  }
  if (answer.openings.empty()) {
    answer.exhausted = AnyRefused(here.free, start.refused);
    if (!answer.exhausted) {
      answer.reason =
          WhyNothing(directory, here.offerings, here.days, answer.first_day, answer.last_day);
      answer.may_not_be_open =
          answer.reason != NothingFree::kNotWorking && MayNotBeOpen(day, answer.last_day);
      if (answer.may_not_be_open) answer.reason = NothingFree::kUnknown;
    }
  } else if (day.particular && answer.openings.front().day > day.day) {
    answer.requested_day = day.day;
    answer.reason = WhyNothing(directory, here.offerings, here.days, day.day, day.day);
  }
  if (!answer.openings.empty() || !answer.business.has_value()) return answer;

  if (!elsewhere.has_value()) {
    const CallContext further = here.days.empty() ? call : Further(call, clock_.Now());
    elsewhere = Reading{.offerings = asked.OfferingsAt({}),
                        .next = day.day,
                        .call = further,
                        .ask = FirstOfSeveral(further)};
    std::erase_if(elsewhere->offerings,
                  [&](const Offering& o) { return o.business == answer.business->id; });
  }
  if (elsewhere->offerings.empty()) return answer;
  const bool read = ReadOn(asked, start.refused, *elsewhere).ok();
  answer.age.Add(elsewhere->age);
  if (elsewhere->cut_short) answer.age.partial = true;
  if (read) answer.elsewhere = ToOffer(elsewhere->free, start, asked.query.max_slots);
  return answer;
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
    ASSIGN_OR_RETURN(practitioner, ResolvePractitioner(*directory, query.practitioner, [&] {
                       return WithType(*directory, query.appointment_type, known);
                     }));
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

  const Question asked{.query = query,
                       .directory = *directory,
                       .day = day,
                       .known = known,
                       .answer = std::move(answer)};
  SearchOffer offer{.criteria = {.appointment_types = {type->id}, .first_day = day.day}};
  if (practitioner.has_value()) offer.criteria.practitioners = {practitioner->id};
  if (business.has_value()) offer.criteria.businesses = {business->id};

  const absl::Time began_at = clock_.Now();
  Reading here{.offerings = asked.OfferingsAt(known.business),
               .next = day.day,
               .call = call,
               .ask = FirstOfSeveral(call)};
  std::optional<Reading> elsewhere;
  // Most searches come upon nothing that was turned down. The session tells when it hears what is
  // to be offered, so that these need not ask first.
  for (SearchStart start;; offer.start_known = true) {
    ASSIGN_OR_RETURN(NextAnswer found, Choose(asked, start, call, here, elsewhere));
    const std::vector<DayOpenings>& told =
        found.openings.empty() ? found.elsewhere : found.openings;
    if (told.empty()) {
      // That was all: the next search starts over.
      if (const absl::Status cleared = sessions_.ClearRefusals(
              Within(kSessionPatience, clock_.Now(), call), directory->clinic, query.caller);
          !cleared.ok()) {
        log::Warn("refusals_not_cleared", {{"why", cleared}});
      }
      return found;
    }
    offer.times.clear();
    for (const DayOpenings& one : told) offer.times.push_back(KeyOf(one));
    offer.searched_for = clock_.Now() - began_at;
    absl::StatusOr<OfferAnswer> offered = sessions_.MakeOffer(
        Within(kSessionPatience, clock_.Now(), call), directory->clinic, query.caller, offer);
    // Better to offer something twice than nothing at all.
    if (!offered.ok()) log::Warn("session_unavailable", {{"why", offered.status()}});
    if (!offered.ok() || offered->recorded || offer.start_known) return found;
    start = std::move(offered->start);
  }
}

}  // namespace frontdesk::availability
