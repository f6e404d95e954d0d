#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_SLOT_CACHE_SUMMARY_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_SLOT_CACHE_SUMMARY_H_

#include <cstdint>
#include <optional>
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

// What the slot cache has of a clinic.
struct SlotCacheCount {
  std::int64_t days = 0;  // of all practitioners, businesses and appointment types
  std::int64_t fresh = 0;
  std::optional<absl::Time> oldest;  // when the day that was fetched first was fetched
  std::optional<absl::Time> newest;

  friend bool operator==(const SlotCacheCount&, const SlotCacheCount&) = default;
};

// A day is fresh that was fetched after `fresh_since`. Nothing for a clinic that does not exist.
// Fails with kBookingSystemUnavailable.
absl::StatusOr<SlotCacheCount> CountSlotCache(PostgresPool& pool, const ClinicId& clinic,
                                              absl::Time fresh_since, absl::Time deadline);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_STORE_SLOT_CACHE_SUMMARY_H_
