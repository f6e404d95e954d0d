#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_SERVER_TOLD_SLOTS_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_SERVER_TOLD_SLOTS_H_

#include "services/schedule_cache/domain/open_slots.h"

namespace frontdesk::v1 {
class ListOpenSlotsResponse;
}

namespace frontdesk::schedule_cache {

// Tells what SlotCache answered to `query`: in days, or in entries to who does not know days yet.
void Tell(const OpenSlots& slots, const OpenSlotsQuery& query, bool in_days,
          v1::ListOpenSlotsResponse& response);

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_SERVER_TOLD_SLOTS_H_
