#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_SLOT_METRICS_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_SLOT_METRICS_H_

#include <functional>
#include <memory>
#include <vector>

#include "libs/telemetry/metrics.h"
#include "services/schedule_cache/domain/slot_counters.h"

namespace frontdesk::schedule_cache {

// Shows the slot cache on /metrics for as long as the answer lives. `read` must be quick and may be
// called on any thread until then.
std::vector<std::unique_ptr<metrics::Reading>> ShowSlotStats(std::function<SlotStats()> read);

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_SLOT_METRICS_H_
