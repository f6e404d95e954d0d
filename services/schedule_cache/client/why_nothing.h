#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_WHY_NOTHING_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_WHY_NOTHING_H_

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/client/schedule_cache_client.h"

namespace frontdesk {

enum class NothingFree {
  kUnknown,     // the working hours are not known, or it has other reasons
  kNotWorking,  // nobody who was asked for works there then
  kFullyBooked,
};

// Why none of `offerings` has anything from `first` to `last`, both included, as far as the working
// hours and the `open` days tell. What has times after all, though none that suit, is not full.
NothingFree WhyNothing(const Directory& directory, const std::vector<Offering>& offerings,
                       const std::vector<OpenDay>& open, absl::CivilDay first, absl::CivilDay last);

// "not_working", "fully_booked", or empty. Source: contract/webhooks.md, section 2.4.
std::string ReasonText(NothingFree why);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_WHY_NOTHING_H_
