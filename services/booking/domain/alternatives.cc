#include "services/booking/domain/alternatives.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/telemetry/log.h"

namespace frontdesk::booking {
namespace {

constexpr std::size_t kMost = 5;
constexpr int kForwardDays = 14;

// The first day with a start other than `wanted`; an empty list of times if there is none.
DayOpenings FirstDay(const BookingPlan& plan, const SlotAnswer& answer, absl::Time wanted) {
  DayOpenings first{.practitioner = plan.practitioner,
                    .business = plan.business,
                    .appointment_type = plan.appointment_type,
                    .day = plan.day,
                    .times = {}};
  std::vector<OpenDay> days = answer.days;
  std::ranges::sort(days, {}, &OpenDay::day);
  for (const OpenDay& day : days) {
    std::vector<absl::Time> starts = day.starts;
    std::erase(starts, wanted);
    if (starts.empty()) continue;
    first.day = day.day;
    for (const absl::Time start : Closest(std::move(starts), wanted, kMost)) {
      first.times.push_back({start, start + plan.appointment_type.duration});
    }
    return first;
  }
  return first;
}

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
                                          const CallContext& call) {
  SlotQuery query{.clinic = directory.clinic.id,
                  .offerings = {{plan.practitioner.id, plan.business.id, plan.appointment_type.id}},
                  .first_day = plan.day,
                  .last_day = plan.day,
                  .max_age = std::nullopt};
  for (const bool later : {false, true}) {
    if (later) {
      query.first_day = plan.day + 1;
      query.last_day = plan.day + kForwardDays;
    }
    const absl::StatusOr<SlotAnswer> answer = schedule.ListOpenSlots(query, call);
    if (!answer.ok()) {
      log::Info("no_alternatives", {{"why", answer.status().message()}});
      return {};
    }
    DayOpenings found = FirstDay(plan, *answer, wanted);
    if (!found.times.empty()) return {found};
  }
  return {};
}

}  // namespace frontdesk::booking
