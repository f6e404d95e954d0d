#include "services/booking/domain/alternatives.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/domain/search.h"
#include "libs/telemetry/log.h"
#include "services/booking/domain/attempt.h"

namespace frontdesk::booking {
namespace {

constexpr std::size_t kMost = 5;
constexpr std::size_t kMostElsewhere = 2;  // times of one other practitioner or place
constexpr std::size_t kMostOfferings = 4;  // others to ask for: each may cost requests to Cliniko
constexpr int kForwardDays = 14;
// As old as offers may be. Naming an age keeps a replica's memory out of the answer, which may lag
// behind what other replicas booked.
constexpr absl::Duration kMaxAge = absl::Minutes(5);
// The caller waits for the refusal already.
constexpr absl::Duration kSoon = absl::Milliseconds(700);
constexpr absl::Duration kPatience = absl::Seconds(2);
constexpr absl::Duration kSessionPatience = absl::Milliseconds(300);

class AlternativeSearch {
 public:
  AlternativeSearch(const Directory& directory, const BookingPlan& plan, absl::Time wanted,
                    std::vector<SlotKey> refused)
      : directory_(directory), plan_(plan), wanted_(wanted), refused_(std::move(refused)) {}

  std::vector<DayOpenings> Run(ScheduleCacheClient& schedule, const CallContext& call) {
    const Offering own = {plan_.practitioner.id, plan_.business.id, plan_.appointment_type.id};
    const auto same_day = Ask(schedule, call, {own}, plan_.day);
    if (!same_day.ok()) return {};
    Add(FirstDay(*same_day, own, kMost));
    if (room_ == 0) return std::move(found_);

    const bool widen = found_.empty();
    std::vector<Offering> offerings = Elsewhere(own, /*on_the_day=*/!widen);
    if (widen) offerings.insert(offerings.begin(), own);
    if (offerings.empty()) return std::move(found_);
    const auto more = Ask(schedule, call, offerings, plan_.day + (widen ? kForwardDays : 0));
    if (!more.ok()) return std::move(found_);
    std::vector<DayOpenings> others;
    for (const Offering& offering : offerings) {
      if (offering == own) {
        Add(FirstDay(*more, own, kMost));
      } else if (DayOpenings other = FirstDay(*more, offering, kMostElsewhere);
                 !other.times.empty()) {
        others.push_back(std::move(other));
      }
    }
    std::ranges::stable_sort(others, {}, [&](const DayOpenings& other) {
      return std::pair(other.day, Distance(other));
    });
    for (DayOpenings& other : others) Add(std::move(other));
    return std::move(found_);
  }

 private:
  absl::StatusOr<SlotAnswer> Ask(ScheduleCacheClient& schedule, const CallContext& call,
                                 const std::vector<Offering>& offerings, absl::CivilDay last_day) {
    CallContext context = Within(kPatience, absl::Now(), call);
    context.answer_by = std::min(context.answer_by, absl::Now() + kSoon);
    absl::StatusOr<SlotAnswer> answer = schedule.ListOpenSlots({.clinic = directory_.clinic.id,
                                                                .offerings = offerings,
                                                                .first_day = plan_.day,
                                                                .last_day = last_day,
                                                                .max_age = kMaxAge},
                                                               context);
    if (!answer.ok()) log::Info("no_alternatives", {{"why", answer.status()}});
    return answer;
  }

  // The same service with others or at other places; first those at the wanted place.
  std::vector<Offering> Elsewhere(const Offering& own, bool on_the_day) const {
    std::vector<Offering> others = directory_.Offerings({}, {}, own.appointment_type);
    std::erase_if(others, [&](const Offering& other) {
      return other == own ||
             (on_the_day &&
              !directory_.WorksOn(other.practitioner, other.business, plan_.day).value_or(true));
    });
    std::ranges::stable_partition(
        others, [&](const Offering& other) { return other.business == own.business; });
    if (others.size() > kMostOfferings) others.resize(kMostOfferings);
    return others;
  }

  // The first day on which the offering has a time that may be offered; no times if there is none.
  DayOpenings FirstDay(const SlotAnswer& answer, const Offering& offering, std::size_t most) const {
    DayOpenings first{.appointment_type = plan_.appointment_type, .day = plan_.day};
    const Practitioner* practitioner = directory_.Find(offering.practitioner);
    const Business* business = directory_.Find(offering.business);
    if (practitioner == nullptr || business == nullptr) return first;
    first.practitioner = *practitioner;
    first.business = *business;
    std::vector<absl::Time> starts;
    for (const OpenDay& day : answer.days) {
      if (day.offering != offering || (!starts.empty() && day.day >= first.day)) continue;
      std::vector<absl::Time> free = day.starts;
      std::erase_if(free, [&](absl::Time start) { return !MayBeOffered(offering, start); });
      if (free.empty()) continue;
      starts = std::move(free);
      first.day = day.day;
    }
    for (const absl::Time start : Closest(std::move(starts), wanted_, most)) {
      first.times.push_back({start, start + plan_.appointment_type.duration});
    }
    return first;
  }

  bool MayBeOffered(const Offering& offering, absl::Time start) const {
    if (offering.practitioner == plan_.practitioner.id &&
        absl::AbsDuration(start - wanted_) <= kSameStart) {
      return false;
    }
    const SlotKey slot = {offering.practitioner, offering.business, start};
    return std::ranges::find(refused_, slot) == refused_.end();
  }

  absl::Duration Distance(const DayOpenings& openings) const {
    absl::Duration nearest = absl::InfiniteDuration();
    for (const TimeRange& time : openings.times) {
      nearest = std::min(nearest, absl::AbsDuration(time.start - wanted_));
    }
    return nearest;
  }

  void Add(DayOpenings openings) {
    if (openings.times.size() > room_) openings.times.resize(room_);
    if (openings.times.empty()) return;
    room_ -= openings.times.size();
    found_.push_back(std::move(openings));
  }

  const Directory& directory_;
  const BookingPlan& plan_;
  const absl::Time wanted_;
  const std::vector<SlotKey> refused_;
  std::vector<DayOpenings> found_;
  std::size_t room_ = kMost;
};

}  // namespace

std::vector<absl::Time> Closest(std::vector<absl::Time> starts, absl::Time wanted,
                                std::size_t most) {
  std::ranges::stable_sort(starts, [&](absl::Time a, absl::Time b) {
    return absl::AbsDuration(a - wanted) < absl::AbsDuration(b - wanted);
  });
  if (starts.size() > most) starts.resize(most);
  std::ranges::sort(starts);
  return starts;
}

std::vector<DayOpenings> FindAlternatives(const Directory& directory, const BookingPlan& plan,
                                          absl::Time wanted, ScheduleCacheClient& schedule,
                                          SessionClient& sessions, const CallContext& call) {
  const absl::StatusOr<SessionView> session = sessions.GetSession(
      Within(kSessionPatience, absl::Now(), call), directory.clinic, plan.caller);
  if (!session.ok()) log::Info("refusals_unknown", {{"why", session.status()}});
  return AlternativeSearch(directory, plan, wanted,
                           session.ok() ? session->refused : std::vector<SlotKey>())
      .Run(schedule, call);
}

}  // namespace frontdesk::booking
