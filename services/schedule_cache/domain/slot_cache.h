#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_CACHE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_CACHE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/domain/open_slots.h"
#include "services/schedule_cache/domain/slot_fetcher.h"
#include "services/schedule_cache/domain/slot_store.h"

namespace frontdesk::schedule_cache {

struct SlotCacheOptions {
  // How long live data is waited for where something is known already, of whatever age.
  // Source: design.md, "An answer in time".
  absl::Duration patience = absl::Milliseconds(350);
  absl::Duration fresh_for = absl::Minutes(5);
  // Fetches that one question may begin; what they do not reach is left for the next time it is asked.
  int most_fetches = 64;
  // Kept back from the caller's deadline, so that the answer still reaches them.
  absl::Duration reply_time = absl::Milliseconds(30);
  // Kept back from it too, to read once more what we have booked after Cliniko has answered.
  absl::Duration reread_time = absl::Milliseconds(50);
};

// Answers when practitioners are free: from the store while that is fresh, else live, else from older
// data, marked stale. Thread-safe.
class SlotCache {
 public:
  // The arguments must outlive the object.
  SlotCache(SlotStore& store, SlotFetcher& fetcher, const Clock& clock,
            const SlotCacheOptions& options);

  // `directory` is the clinic's. Days before the clinic's today and days without working hours are left
  // out. Fails with kInvalidRequest for an offering that the clinic does not have;
  // kBookingSystemUnavailable if nothing is known of any day and Cliniko fails, kStillChecking if it is
  // only late.
  absl::StatusOr<OpenSlots> ListOpenSlots(const Directory& directory, const OpenSlotsQuery& query,
                                          absl::Time deadline);

 private:
  SlotStore& store_;
  SlotFetcher& fetcher_;
  const Clock& clock_;
  const SlotCacheOptions options_;
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_CACHE_H_
