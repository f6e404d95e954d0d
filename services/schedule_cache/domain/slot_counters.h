#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_COUNTERS_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_COUNTERS_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace frontdesk::schedule_cache {

// What the slot cache of this process has done since it began. The first five count days of
// offerings.
struct SlotStats {
  std::int64_t memory_hits = 0;      // fresh, answered without asking the store
  std::int64_t store_hits = 0;       // fresh, read from the store
  std::int64_t misses = 0;           // not fresh anywhere, so Cliniko was wanted
  std::int64_t stale_days = 0;       // answered from older data
  std::int64_t missing_days = 0;     // could not be answered at all
  std::int64_t partial_answers = 0;  // answers that lack a day
  std::int64_t failed_answers = 0;   // nothing at all was known in time
  std::int64_t without_store = 0;    // answers from memory alone, since the store did not answer
  std::int64_t fetches_ok = 0;       // requests to Cliniko
  std::int64_t fetches_failed = 0;
  std::int64_t fetches_joined = 0;  // questions that joined one on its way
  std::int64_t fetches_spared = 0;  // begun, but the store had the answer, so Cliniko was not asked
  std::int64_t refreshes = 0;       // begun or joined before anybody had to wait
  std::int64_t practitioner_evictions = 0;  // a practitioner's or clinic's days went from memory
  std::int64_t entry_evictions = 0;         // entries that made room for others
  std::int64_t polls_ok = 0;                // for what changed elsewhere
  std::int64_t polls_failed = 0;
  std::size_t entries = 0;  // days in memory now
  std::size_t bytes = 0;    // that they take, about
};

// Where it is counted. Thread-safe; counting never waits.
struct SlotCounters {
  using Count = std::atomic<std::int64_t>;

  Count memory_hits = 0;
  Count store_hits = 0;
  Count misses = 0;
  Count stale_days = 0;
  Count missing_days = 0;
  Count partial_answers = 0;
  Count failed_answers = 0;
  Count without_store = 0;
  Count fetches_ok = 0;
  Count fetches_failed = 0;
  Count fetches_joined = 0;
  Count fetches_spared = 0;
  Count refreshes = 0;
  Count practitioner_evictions = 0;
  Count entry_evictions = 0;
  Count polls_ok = 0;
  Count polls_failed = 0;

  static void Add(Count& count, std::size_t by = 1) {
    count.fetch_add(static_cast<std::int64_t>(by), std::memory_order_relaxed);
  }

  // All but `entries` and `bytes`, which SlotMemory knows.
  SlotStats Read() const {
    return {.memory_hits = memory_hits,
            .store_hits = store_hits,
            .misses = misses,
            .stale_days = stale_days,
            .missing_days = missing_days,
            .partial_answers = partial_answers,
            .failed_answers = failed_answers,
            .without_store = without_store,
            .fetches_ok = fetches_ok,
            .fetches_failed = fetches_failed,
            .fetches_joined = fetches_joined,
            .fetches_spared = fetches_spared,
            .refreshes = refreshes,
            .practitioner_evictions = practitioner_evictions,
            .entry_evictions = entry_evictions,
            .polls_ok = polls_ok,
            .polls_failed = polls_failed};
  }
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_COUNTERS_H_
