#include "services/booking/domain/alternatives.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
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
constexpr std::size_t kShared = 2;         // of the five, where others have something that day
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
    const auto same_day =
        Ask(schedule, call, With(own, Elsewhere(own, /*on_the_day=*/true)), plan_.day, plan_.day);
    if (!same_day.ok()) return {};
    DayOpenings here = FirstDay(*same_day, own, kMost);
    const std::vector<DayOpenings> elsewhere = Others(*same_day, own, kMostElsewhere);
    std::vector<DayOpenings> later;
    if (here.times.size() + Count(elsewhere) < kMost) {
      const bool widen = here.times.empty();
      std::vector<Offering> others;
      if (widen) others = Elsewhere(own, /*on_the_day=*/false);
      std::erase_if(others, [&](const Offering& other) { return IsAmong(elsewhere, other); });
      const auto more =
          Ask(schedule, call, With(own, others), plan_.day + 1, plan_.day + kForwardDays);
      if (more.ok()) {
        DayOpenings next = FirstDay(*more, own, kMost);
        if (widen) {
          here = std::move(next);
        } else if (!next.times.empty()) {
          later.push_back(std::move(next));
        }
        for (DayOpenings& other : Others(*more, own, kMostElsewhere)) {
          later.push_back(std::move(other));
        }
      }
    }
    Fill(std::move(here), elsewhere, later);
    if (found_.empty() && plan_.today < plan_.day) LookBefore(own, schedule, call);
    return std::move(found_);
  }

 private:
  absl::StatusOr<SlotAnswer> Ask(ScheduleCacheClient& schedule, const CallContext& call,
                                 const std::vector<Offering>& offerings, absl::CivilDay first_day,
                                 absl::CivilDay last_day) {
    CallContext context = Within(kPatience, absl::Now(), call);
    context.answer_by = std::min(context.answer_by, absl::Now() + kSoon);
    absl::StatusOr<SlotAnswer> answer = schedule.ListOpenSlots({.clinic = directory_.clinic.id,
                                                                .offerings = offerings,
                                                                .first_day = first_day,
                                                                .last_day = last_day,
                                                                .max_age = kMaxAge},
                                                               context);
    if (!answer.ok()) log::Info("no_alternatives", {{"why", answer.status()}});
    return answer;
  }

  // A clinic is open for booking only so many days ahead: then there is nothing from the wanted day
  // on, but before it.
  void LookBefore(const Offering& own, ScheduleCacheClient& schedule, const CallContext& call) {
    const auto before = Ask(schedule, call, With(own, Elsewhere(own, /*on_the_day=*/false)),
                            plan_.today, std::min(plan_.day - 1, plan_.today + kForwardDays));
    if (!before.ok()) return;
    Fill(FirstDay(*before, own, kMost), Others(*before, own, kMostElsewhere), {});
  }

  // `here` first, but not so much of it that `elsewhere` has nothing, then `elsewhere`, then
  // `later`.
  void Fill(DayOpenings here, const std::vector<DayOpenings>& elsewhere,
            const std::vector<DayOpenings>& later) {
    Add(std::move(here), kMost - std::min(elsewhere.size(), kShared));
    AddInTurn(elsewhere);
    for (const DayOpenings& openings : later) Add(openings, kMost);
  }

  // One time of each, then another one.
  void AddInTurn(const std::vector<DayOpenings>& all) {
    std::vector<std::size_t> shares(all.size(), 0);
    std::size_t room = room_;
    for (std::size_t turn = 1; turn <= kMostElsewhere; ++turn) {
      for (std::size_t i = 0; i < all.size() && room > 0; ++i) {
        if (all[i].times.size() < turn) continue;
        ++shares[i];
        --room;
      }
    }
    for (std::size_t i = 0; i < all.size(); ++i) Add(all[i], shares[i]);
  }

  static std::size_t Count(const std::vector<DayOpenings>& all) {
    std::size_t count = 0;
    for (const DayOpenings& openings : all) count += openings.times.size();
    return count;
  }
  static bool IsAmong(const std::vector<DayOpenings>& all, const Offering& offering) {
    return std::ranges::any_of(all, [&](const DayOpenings& openings) {
      return openings.practitioner.id == offering.practitioner &&
             openings.business.id == offering.business;
    });
  }
  static std::vector<Offering> With(const Offering& own, std::vector<Offering> others) {
    others.insert(others.begin(), own);
    return others;
  }

  // The same service with the same practitioner at other places, with others there, or both.
  std::vector<Offering> Elsewhere(const Offering& own, bool on_the_day) const {
    std::vector<Offering> others = directory_.Offerings({}, {}, own.appointment_type);
    std::erase_if(others, [&](const Offering& other) {
      return other == own ||
             (on_the_day &&
              !directory_.WorksOn(other.practitioner, other.business, plan_.day).value_or(true));
    });
    std::ranges::stable_partition(
        others, [&](const Offering& other) { return other.business == own.business; });
    std::ranges::stable_partition(
        others, [&](const Offering& other) { return other.practitioner == own.practitioner; });
    if (others.size() > kMostOfferings) others.resize(kMostOfferings);
    return others;
  }

  // Of each offering besides `own` its first day: the own practitioner's, then the nearest, first.
  std::vector<DayOpenings> Others(const SlotAnswer& answer, const Offering& own,
                                  std::size_t most) const {
    std::vector<DayOpenings> others;
    std::set<Offering> told;
    for (const OpenDay& day : answer.days) {
      if (day.offering == own || !told.insert(day.offering).second) continue;
      DayOpenings other = FirstDay(answer, day.offering, most);
      if (!other.times.empty()) others.push_back(std::move(other));
    }
    std::ranges::stable_sort(others, {}, [&](const DayOpenings& other) {
      return std::tuple(other.practitioner.id != own.practitioner, other.day, Distance(other));
    });
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

  // Those nearest to the wanted time, at most `most`.
  void Add(DayOpenings openings, std::size_t most) {
    most = std::min(most, room_);
    std::vector<absl::Time> starts;
    for (const TimeRange& time : openings.times) starts.push_back(time.start);
    const std::vector<absl::Time> nearest = Closest(std::move(starts), wanted_, most);
    std::erase_if(openings.times, [&](const TimeRange& time) {
      return std::ranges::count(nearest, time.start) == 0;
    });
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
