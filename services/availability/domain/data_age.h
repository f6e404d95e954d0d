#ifndef FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_DATA_AGE_H_
#define FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_DATA_AGE_H_

#include <algorithm>

#include "absl/time/time.h"
#include "libs/domain/search.h"
#include "services/schedule_cache/client/schedule_cache_client.h"

namespace frontdesk::availability {

// How old an answer is, and what it took.
struct DataAge {
  absl::Time fetched_at = absl::InfiniteFuture();  // of its oldest part; infinite: it has none
  bool stale = false;
  bool partial = false;
  SearchCost cost;

  // Counts in one more part.
  void Add(const SlotAnswer& answer) {
    for (const OpenDay& day : answer.days) {
      fetched_at = std::min(fetched_at, day.fetched_at);
      stale = stale || day.stale;
    }
    partial = partial || answer.partial;
    cost.Add(answer.cost);
  }
  void Add(const DataAge& part) {
    fetched_at = std::min(fetched_at, part.fetched_at);
    stale = stale || part.stale;
    partial = partial || part.partial;
    cost.Add(part.cost);
  }
};

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_DATA_AGE_H_
