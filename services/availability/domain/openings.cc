#include "services/availability/domain/openings.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>
#include <vector>

#include "libs/civil/zone.h"

namespace frontdesk::availability {

std::vector<DayOpenings> FreeOpenings(const Directory& directory, const SlotAnswer& answer,
                                      std::optional<DayPart> part,
                                      std::optional<TimeWindow> window) {
  std::vector<DayOpenings> openings;
  for (const OpenDay& day : answer.days) {
    const Practitioner* practitioner = directory.Find(day.offering.practitioner);
    const Business* business = directory.Find(day.offering.business);
    const AppointmentType* type = directory.Find(day.offering.appointment_type);
    if (practitioner == nullptr || business == nullptr || type == nullptr) continue;
    DayOpenings opening{.practitioner = *practitioner,
                        .business = *business,
                        .appointment_type = *type,
                        .day = day.day,
                        .times = {}};
    for (const absl::Time start : day.starts) {
      const TimeOfDay at = TimeOfDayAt(start, directory.clinic.zone);
      if (part.has_value() && !Contains(WindowOf(*part), at)) continue;
      if (window.has_value() && !Contains(*window, at)) continue;
      opening.times.push_back({start, start + type->duration});
    }
    if (!opening.times.empty()) openings.push_back(std::move(opening));
  }
  std::ranges::sort(openings, [](const DayOpenings& a, const DayOpenings& b) {
    return std::tuple(a.day, a.times.front().start, a.practitioner.display_name) <
           std::tuple(b.day, b.times.front().start, b.practitioner.display_name);
  });
  return openings;
}

std::vector<DayOpenings> OfFirstDay(std::vector<DayOpenings> openings) {
  if (openings.empty()) return openings;
  const absl::CivilDay first = openings.front().day;
  std::erase_if(openings, [&](const DayOpenings& o) { return o.day != first; });
  return openings;
}

std::vector<DayOpenings> AtOneBusiness(std::vector<DayOpenings> openings,
                                       const std::vector<BusinessId>& preferred) {
  if (openings.empty()) return openings;
  BusinessId chosen = openings.front().business.id;
  for (const BusinessId& business : preferred) {
    if (std::ranges::any_of(openings,
                            [&](const DayOpenings& o) { return o.business.id == business; })) {
      chosen = business;
      break;
    }
  }
  std::erase_if(openings, [&](const DayOpenings& o) { return o.business.id != chosen; });
  return openings;
}

std::vector<DayOpenings> FirstPractitioners(std::vector<DayOpenings> openings, std::size_t limit) {
  std::set<PractitionerId> seen;
  std::erase_if(openings,
                [&](const DayOpenings& o) { return !seen.insert(o.practitioner.id).second; });
  if (openings.size() > limit) openings.resize(limit);
  return openings;
}

}  // namespace frontdesk::availability
