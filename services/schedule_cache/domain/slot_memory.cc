#include "services/schedule_cache/domain/slot_memory.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace frontdesk::schedule_cache {
namespace {

constexpr std::size_t kMostShards = 16;
constexpr std::size_t kEntriesWorthAShard = 1024;

// What the text takes beyond the object itself.
std::size_t HeapOf(const std::string& text) {
  return text.capacity() < sizeof(std::string) / 2 ? 0 : text.capacity() + 1;
}

std::size_t SizeOf(const ClinicId& clinic, const CachedDay& day) {
  // List node, hash slot and control block, with what the allocator adds to each.
  constexpr std::size_t kOverhead = 120;
  return sizeof(CachedDay) + kOverhead + HeapOf(clinic.value()) +
         HeapOf(day.offering.practitioner.value()) + HeapOf(day.offering.business.value()) +
         HeapOf(day.offering.appointment_type.value()) + day.starts.capacity() * sizeof(absl::Time);
}

}  // namespace

SlotMemory::SlotMemory(const SlotMemoryOptions& options, SlotCounters& counters)
    : options_(options),
      counters_(counters),
      shards_(std::clamp(options.most_entries / kEntriesWorthAShard, std::size_t{1}, kMostShards)),
      confirmed_ns_(std::numeric_limits<std::int64_t>::min()) {}

SlotMemory::Shard& SlotMemory::ShardOf(const Key& key) {
  return shards_[absl::HashOf(key.clinic, key.offering.practitioner) % shards_.size()];
}

bool SlotMemory::IsCurrent(const Entry& entry) const {
  return entry.generation == generations_.Of(entry.clinic, entry.day->offering.practitioner);
}

SlotMemory::Day SlotMemory::Find(const ClinicId& clinic, const Offering& offering,
                                 absl::CivilDay day, std::int64_t directory_version,
                                 absl::Time now) {
  const Key key = {clinic, offering, day};
  Shard& shard = ShardOf(key);
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.by_key.find(key);
  if (found == shard.by_key.end()) return nullptr;
  const Entries::iterator entry = *found;
  if (entry->directory_version != directory_version || !IsCurrent(*entry)) {
    Remove(shard, entry);
    return nullptr;
  }
  entry->asked_at = now;
  shard.entries.splice(shard.entries.begin(), shard.entries, entry);
  return entry->day;
}

void SlotMemory::Keep(const ClinicId& clinic, std::uint64_t generation,
                      std::int64_t directory_version, Day day, absl::Time asked_at) {
  const Key key = {clinic, day->offering, day->day};
  const std::size_t bytes = sizeof(Entry) + SizeOf(clinic, *day);
  Shard& shard = ShardOf(key);
  const std::lock_guard lock(shard.mutex);
  if (generation != generations_.Of(clinic, day->offering.practitioner)) return;
  if (const auto found = shard.by_key.find(key); found != shard.by_key.end()) {
    Remove(shard, *found);
  }
  shard.entries.push_front({.clinic = clinic,
                            .day = std::move(day),
                            .directory_version = directory_version,
                            .generation = generation,
                            .asked_at = asked_at,
                            .bytes = bytes});
  shard.by_key.insert(shard.entries.begin());
  Account(shard, bytes, 0);
  entries_.fetch_add(1, std::memory_order_relaxed);
  MakeRoom(shard);
}

void SlotMemory::Renew(const ClinicId& clinic, std::uint64_t generation,
                       std::int64_t directory_version, Day day) {
  const Key key = {clinic, day->offering, day->day};
  const std::size_t bytes = sizeof(Entry) + SizeOf(clinic, *day);
  Shard& shard = ShardOf(key);
  const std::lock_guard lock(shard.mutex);
  if (generation != generations_.Of(clinic, day->offering.practitioner)) return;
  const auto found = shard.by_key.find(key);
  if (found == shard.by_key.end()) return;
  const Entries::iterator entry = *found;
  Account(shard, bytes, entry->bytes);
  entry->directory_version = directory_version;
  entry->generation = generation;
  entry->bytes = bytes;
  // The key lives in the day, and the new one's is equal.
  entry->day = std::move(day);
  MakeRoom(shard);
}

void SlotMemory::Evict(const ClinicId& clinic, const PractitionerId& practitioner) {
  // The entries go when they are next looked for, or when room is needed.
  generations_.Change(clinic, practitioner);
  SlotCounters::Add(counters_.practitioner_evictions);
}

void SlotMemory::EvictAll() {
  generations_.ChangeEverything();
  SlotCounters::Add(counters_.practitioner_evictions);
}

void SlotMemory::Confirm(absl::Time moment) { confirmed_ns_ = absl::ToUnixNanos(moment); }

bool SlotMemory::Trusted(absl::Time now) const {
  const absl::Time confirmed = absl::FromUnixNanos(confirmed_ns_);
  // A clock that was set back proves nothing.
  return confirmed <= now && now - confirmed <= options_.trusted_for;
}

std::vector<SlotMemory::Asked> SlotMemory::RecentlyAsked(absl::Time since,
                                                         absl::Time fetched_before) const {
  std::vector<Asked> asked;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    for (const Entry& entry : shard.entries) {
      if (entry.asked_at < since) break;
      if (entry.day->fetched_at < fetched_before && IsCurrent(entry)) {
        asked.push_back({entry.clinic, entry.directory_version, entry.day});
      }
    }
  }
  return asked;
}

void SlotMemory::Remove(Shard& shard, Entries::iterator entry) {
  Account(shard, 0, entry->bytes);
  entries_.fetch_sub(1, std::memory_order_relaxed);
  shard.by_key.erase(entry);
  shard.entries.erase(entry);
}

void SlotMemory::MakeRoom(Shard& shard) {
  const std::size_t most_entries = std::max<std::size_t>(1, options_.most_entries / shards_.size());
  const std::size_t most_bytes = options_.most_bytes / shards_.size();
  while (!shard.entries.empty() &&
         (shard.entries.size() > most_entries || shard.bytes > most_bytes)) {
    Remove(shard, std::prev(shard.entries.end()));
    SlotCounters::Add(counters_.entry_evictions);
  }
}

void SlotMemory::Account(Shard& shard, std::size_t added, std::size_t removed) {
  shard.bytes += added - removed;
  bytes_.fetch_add(added - removed, std::memory_order_relaxed);
}

}  // namespace frontdesk::schedule_cache
