#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_CACHE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_CACHE_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/domain/open_slots.h"
#include "services/schedule_cache/domain/slot_counters.h"
#include "services/schedule_cache/domain/slot_fetcher.h"
#include "services/schedule_cache/domain/slot_memory.h"
#include "services/schedule_cache/domain/slot_store.h"

namespace frontdesk::schedule_cache {

struct SlotCacheOptions {
  absl::Duration fresh_for = absl::Minutes(5);
  // Fetches that one question may begin; what they do not reach is left for the next time it is
  // asked.
  int most_fetches = 64;
  // Kept back from the caller's times, so that the answer still reaches them.
  absl::Duration reply_time = absl::Milliseconds(30);
  // Kept back from it too, to read once more what we have booked after Cliniko has answered.
  absl::Duration reread_time = absl::Milliseconds(50);
};

// Answers when practitioners are free: from memory or the store while what is there is fresh, else
// live, else from older data, marked stale. Memory is asked only while it is known to be in step
// with the store; and when the store does not answer, which is when nobody can book either.
// Thread-safe.
class SlotCache {
 public:
  // The arguments must outlive the object.
  SlotCache(SlotMemory& memory, SlotStore& store, SlotFetcher& fetcher, const Clock& clock,
            SlotCounters& counters, const SlotCacheOptions& options);

  // `directory` is the clinic's. Days before the clinic's today and days without working hours are
  // left out. Who sets a limit of their own (query.max_age) is not answered from memory, and not
  // from a store that does not answer. Fails with kInvalidRequest for an offering that the clinic
  // does not have; kBookingSystemUnavailable if nothing is known of any day and Cliniko or the
  // store fails, kStillChecking if Cliniko is only late. Where something is known already, of
  // whatever age, Cliniko and the store are waited for until `answer_by` alone.
  //
  // Who sets a limit and is about to book (query.to_book) finds out by claiming the time which
  // times our own bookings take, and drops the day afterwards. So they are answered from memory
  // that is in step, else by Cliniko, and the store is neither asked nor told, as long as one of
  // their starts is open there; our own bookings are not taken out of such an answer. Where none
  // is, the answer is as for anybody, from what Cliniko has just said.
  absl::StatusOr<OpenSlots> ListOpenSlots(const Directory& directory, const OpenSlotsQuery& query,
                                          absl::Time deadline, absl::Time answer_by);

  // Forgets the days of a practitioner, or of the whole clinic where that is empty: here and in the
  // store at once, in the memories of the other replicas soon. Says how many the store had.
  absl::StatusOr<int> Drop(const ClinicId& clinic, const PractitionerId& practitioner,
                           const DaySpan& days, absl::Time deadline);
  // The same where the store has forgotten them already.
  void Forget(const ClinicId& clinic, const PractitionerId& practitioner);

 private:
  class Inquiry;

  using CheckKey = std::pair<ClinicId, std::pair<Offering, absl::CivilDay>>;
  struct Check {
    std::shared_ptr<const CachedDay> day;
    std::uint64_t generation = 0;  // of memory, before Cliniko was asked
  };

  SlotMemory& memory_;
  SlotStore& store_;
  SlotFetcher& fetcher_;
  const Clock& clock_;
  SlotCounters& counters_;
  const SlotCacheOptions options_;
  std::mutex checks_mutex_;
  // What Cliniko said a moment ago to whoever wanted to book, our own bookings not taken out: many
  // may want the same time. Good until the practitioner's bookings change. Guarded by
  // checks_mutex_; what is too old goes when there is much.
  absl::flat_hash_map<CheckKey, Check> checks_;
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_CACHE_H_
