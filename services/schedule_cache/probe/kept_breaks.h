#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_KEPT_BREAKS_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_KEPT_BREAKS_H_

#include <vector>

#include "libs/domain/directory.h"

namespace frontdesk {

// `rows` without the breaks between the stretches of a weekday in `known`. A probe sees when a day
// begins and ends, not its lunch: two free times far apart may have a break between them, or a
// booking. So a break that is known already stays. Stretches of one weekday have a break between
// them where they hold in the same weeks; all rows are of one workplace.
std::vector<WorkingHours> KeepBreaks(const std::vector<WorkingHours>& rows,
                                     const std::vector<WorkingHours>& known);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_KEPT_BREAKS_H_
