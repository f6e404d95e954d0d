#include "services/availability/domain/openings.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "libs/civil/zone.h"

namespace frontdesk::availability {
namespace {

DayOpenings WithoutTimes(const FreeDay& day) {
  return {.practitioner = *day.practitioner,
          .business = *day.business,
          .appointment_type = *day.appointment_type,
          .day = day.day,
          .times = {}};
}

TimeRange From(absl::Time start, const FreeDay& day) {
  return {start, start + day.appointment_type->duration};
}

}  // namespace

std::vector<FreeDay> FreeOpenings(const Directory& directory, const SlotAnswer& answer,
                                  std::optional<DayPart> part, std::optional<TimeWindow> window) {
  const bool all_day = !part.has_value() && !window.has_value();
  const auto suits = [&](absl::Time start) {
    const TimeOfDay at = TimeOfDayAt(start, directory.clinic.zone);
    return (!part.has_value() || Contains(WindowOf(*part), at)) &&
           (!window.has_value() || Contains(*window, at));
  };
  std::vector<FreeDay> days;
  for (const OpenDay& open : answer.days) {
    if (open.starts.empty()) continue;
    FreeDay day{.practitioner = directory.Find(open.offering.practitioner),
                .business = directory.Find(open.offering.business),
                .appointment_type = directory.Find(open.offering.appointment_type),
                .day = open.day,
                .starts = {}};
    if (day.practitioner == nullptr || day.business == nullptr || day.appointment_type == nullptr) {
      continue;
    }
    if (all_day) {
      day.starts = open.starts;
    } else {
      std::ranges::copy_if(open.starts, std::back_inserter(day.starts), suits);
    }
    if (!day.starts.empty()) days.push_back(std::move(day));
  }
  std::ranges::sort(days, [](const FreeDay& a, const FreeDay& b) {
    return std::tie(a.day, a.starts.front(), a.practitioner->display_name) <
           std::tie(b.day, b.starts.front(), b.practitioner->display_name);
  });
  return days;
}

std::vector<FreeDay> OfFirstDay(std::vector<FreeDay> days) {
  if (days.empty()) return days;
  const absl::CivilDay first = days.front().day;
  std::erase_if(days, [&](const FreeDay& d) { return d.day != first; });
  return days;
}

std::vector<FreeDay> AtOneBusiness(std::vector<FreeDay> days,
                                   const std::vector<BusinessId>& preferred) {
  if (days.empty()) return days;
  const Business* chosen = days.front().business;
  for (const BusinessId& business : preferred) {
    const auto there =
        std::ranges::find_if(days, [&](const FreeDay& d) { return d.business->id == business; });
    if (there != days.end()) {
      chosen = there->business;
      break;
    }
  }
  std::erase_if(days, [&](const FreeDay& d) { return d.business != chosen; });
  return days;
}

std::vector<FreeDay> FirstPractitioners(std::vector<FreeDay> days, std::size_t limit) {
  std::set<const Practitioner*> seen;
  std::erase_if(days, [&](const FreeDay& d) { return !seen.insert(d.practitioner).second; });
  if (days.size() > limit) days.resize(limit);
  return days;
}

std::vector<DayOpenings> Told(const std::vector<FreeDay>& days) {
  std::vector<DayOpenings> told;
  told.reserve(days.size());
  for (const FreeDay& day : days) {
    DayOpenings& one = told.emplace_back(WithoutTimes(day));
    one.times.reserve(day.starts.size());
    for (const absl::Time start : day.starts) one.times.push_back(From(start, day));
  }
  return told;
}

DayOpenings Told(const FreeDay& day, absl::Time start) {
  DayOpenings one = WithoutTimes(day);
  one.times = {From(start, day)};
  return one;
}

}  // namespace frontdesk::availability
