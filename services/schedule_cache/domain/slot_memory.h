#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_MEMORY_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_MEMORY_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "services/schedule_cache/domain/generations.h"
#include "services/schedule_cache/domain/open_slots.h"
#include "services/schedule_cache/domain/slot_counters.h"

namespace frontdesk::schedule_cache {

struct SlotMemoryOptions {
  // Whichever is reached first. The day that was asked for longest ago goes first.
  std::size_t most_entries = 100'000;
  std::size_t most_bytes = std::size_t{64} << 20;
  // For so long after it was last compared with the store, what is held is as good as the store.
  absl::Duration trusted_for = absl::Milliseconds(750);
};

// Days of one replica's callers, without the times that our own bookings take. Who fills it
// promises to read in this order, so that no change gets lost between reading and keeping:
//
//   const auto generation = memory.GenerationOf(clinic, practitioner);
//   ... read the day and what is taken of it from the store ...
//   memory.Keep(clinic, generation, version, day, now);
//
// Thread-safe; no lock is held for longer than a look-up takes, but for RecentlyAsked.
class SlotMemory {
 public:
  using Day = std::shared_ptr<const CachedDay>;

  struct Asked {
    ClinicId clinic;
    std::int64_t directory_version = 0;
    Day day;
  };

  // `counters` must outlive the object.
  SlotMemory(const SlotMemoryOptions& options, SlotCounters& counters);

  // The day as it was kept, if since then neither the practitioner's bookings nor the directory
  // changed; else null. Says nothing about its age.
  Day Find(const ClinicId& clinic, const Offering& offering, absl::CivilDay day,
           std::int64_t directory_version, absl::Time now);

  std::uint64_t GenerationOf(const ClinicId& clinic, const PractitionerId& practitioner) const {
    return generations_.Of(clinic, practitioner);
  }

  // Keeps a day that somebody asked for, unless its practitioner has changed since `generation`.
  void Keep(const ClinicId& clinic, std::uint64_t generation, std::int64_t directory_version,
            Day day, absl::Time asked_at);
  // The same for a day that nobody asked for now: only in the place of what is held of it already.
  void Renew(const ClinicId& clinic, std::uint64_t generation, std::int64_t directory_version,
             Day day);

  // Forgets the days of a practitioner, or of the whole clinic where that is empty; or all.
  void Evict(const ClinicId& clinic, const PractitionerId& practitioner);
  void EvictAll();

  // Tells that whatever changed in the store before `moment` has been evicted.
  void Confirm(absl::Time moment);
  // Whether that was said of a moment not long before `now`.
  bool Trusted(absl::Time now) const;

  // What was asked for since `since` and fetched before `fetched_before`.
  std::vector<Asked> RecentlyAsked(absl::Time since, absl::Time fetched_before) const;

  std::size_t entries() const { return entries_.load(std::memory_order_relaxed); }
  std::size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  struct Entry {
    ClinicId clinic;
    Day day;
    std::int64_t directory_version = 0;
    std::uint64_t generation = 0;
    absl::Time asked_at;
    std::size_t bytes = 0;
  };
  using Entries = std::list<Entry>;  // last asked first

  // What an entry is found by, without copying it.
  struct Key {
    const ClinicId& clinic;
    const Offering& offering;
    absl::CivilDay day;
  };
  static Key KeyOf(const Key& key) { return key; }
  static Key KeyOf(Entries::iterator entry) {
    return {entry->clinic, entry->day->offering, entry->day->day};
  }
  struct Hash {
    using is_transparent = void;
    template <typename T>
    std::size_t operator()(const T& value) const {
      const Key key = KeyOf(value);
      return absl::HashOf(key.clinic, key.offering, key.day);
    }
  };
  struct Equal {
    using is_transparent = void;
    template <typename A, typename B>
    bool operator()(const A& a, const B& b) const {
      const Key x = KeyOf(a), y = KeyOf(b);
      return x.day == y.day && x.offering == y.offering && x.clinic == y.clinic;
    }
  };

  // A part of the entries with a lock of its own, so that callers seldom meet.
  struct Shard {
    mutable std::mutex mutex;
    Entries entries;                                             // guarded by mutex
    absl::flat_hash_set<Entries::iterator, Hash, Equal> by_key;  // guarded by mutex
    std::size_t bytes = 0;                                       // guarded by mutex
  };

  Shard& ShardOf(const Key& key);
  bool IsCurrent(const Entry& entry) const;
  // `shard.mutex` must be held for these.
  void Remove(Shard& shard, Entries::iterator entry);
  void MakeRoom(Shard& shard);
  void Account(Shard& shard, std::size_t added, std::size_t removed);

  const SlotMemoryOptions options_;
  SlotCounters& counters_;
  Generations generations_;
  std::vector<Shard> shards_;
  std::atomic<std::int64_t> confirmed_ns_;
  std::atomic<std::size_t> entries_ = 0;
  std::atomic<std::size_t> bytes_ = 0;
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_MEMORY_H_
