#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_SLOT_CACHE_SUMMARY_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_SLOT_CACHE_SUMMARY_H_

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk {

class PostgresPool;

// What the slot cache has of a practitioner at a business, for operators.
struct SlotCacheSummary {
  PractitionerId practitioner;
  BusinessId business;
  std::int64_t days = 0;  // of all appointment types
  absl::Time oldest;      // when the day that was fetched first was fetched
  absl::Time newest;

  friend bool operator==(const SlotCacheSummary&, const SlotCacheSummary&) = default;
};

// By practitioner and business; empty for a clinic of which nothing is cached, and for one that
// does not exist. Fails with kBookingSystemUnavailable.
absl::StatusOr<std::vector<SlotCacheSummary>> SummarizeSlotCache(PostgresPool& pool,
                                                                 const ClinicId& clinic,
                                                                 absl::Time deadline);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_SLOT_CACHE_SUMMARY_H_
