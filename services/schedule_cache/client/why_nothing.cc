#include "services/schedule_cache/client/why_nothing.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "libs/domain/directory.h"

namespace frontdesk {

NothingFree WhyNothing(const Directory& directory, const std::vector<Offering>& offerings,
                       const std::vector<OpenDay>& open, absl::CivilDay first,
                       absl::CivilDay last) {
  bool known = true;
  bool works = false;
  for (const Offering& offering : offerings) {
    for (absl::CivilDay day = first; day <= last; ++day) {
      const auto working = directory.WorksOn(offering.practitioner, offering.business, day);
      known = known && working.has_value();
      works = works || working.value_or(false);
    }
  }
  if (!works) return known ? NothingFree::kNotWorking : NothingFree::kUnknown;
  const bool not_full = std::ranges::any_of(open, [&](const OpenDay& day) {
    return day.day >= first && day.day <= last &&
           std::ranges::find(offerings, day.offering) != offerings.end() &&
           (day.not_bookable_online || !day.starts.empty());
  });
  return not_full ? NothingFree::kUnknown : NothingFree::kFullyBooked;
}

std::string ReasonText(NothingFree why) {
  switch (why) {
    case NothingFree::kNotWorking:
      return "not_working";
    case NothingFree::kFullyBooked:
      return "fully_booked";
    case NothingFree::kUnknown:
      break;
  }
  return "";
}

}  // namespace frontdesk
