#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_FAKE_SLOT_STORE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_FAKE_SLOT_STORE_H_

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <tuple>
#include <utility>
#include <vector>

#include "services/schedule_cache/domain/slot_store.h"

namespace frontdesk::schedule_cache {

// Cached days in memory, for tests. Thread-safe.
class FakeSlotStore : public SlotStore {
 public:
  // Takes a time of a practitioner, as a booking of ours does.
  void Take(const PractitionerId& practitioner, const TimeRange& time) {
    const std::lock_guard lock(mutex_);
    taken_[practitioner].push_back(time);
  }

  // Runs when a load has read what it will answer, outside the lock.
  void AfterLoad(std::function<void()> hook) {
    const std::lock_guard lock(mutex_);
    after_load_ = std::move(hook);
  }

  // Every call answers this until it is OK again.
  void FailWith(absl::Status status) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(status);
  }

  // How often Load was called.
  int loads() const {
    const std::lock_guard lock(mutex_);
    return loads_;
  }

  // Until when LoadTaken was to answer last.
  absl::Time taken_deadline() const {
    const std::lock_guard lock(mutex_);
    return taken_deadline_;
  }

  // How often LoadTaken was called.
  int taken_loads() const {
    const std::lock_guard lock(mutex_);
    return taken_loads_;
  }

  absl::StatusOr<Known> Load(const ClinicId& clinic, absl::Span<const Offering> offerings,
                             const DaySpan& days, const TimeRange& within,
                             absl::Time /*deadline*/) override {
    Known known;
    std::unique_lock lock(mutex_);
    ++loads_;
    if (!failure_.ok()) return failure_;
    for (const auto& [key, day] : days_) {
      if (std::get<0>(key) == clinic && days.first <= day.day && day.day <= days.last &&
          std::ranges::find(offerings, day.offering) != offerings.end()) {
        known.days.push_back(day);
      }
    }
    known.taken = Taken(offerings, within);
    const std::function<void()> hook = after_load_;
    lock.unlock();
    if (hook) hook();
    return known;
  }

  absl::StatusOr<TakenTimes> LoadTaken(const ClinicId& /*clinic*/,
                                       absl::Span<const Offering> offerings,
                                       const TimeRange& within, absl::Time deadline) override {
    const std::lock_guard lock(mutex_);
    ++taken_loads_;
    taken_deadline_ = deadline;
    if (!failure_.ok()) return failure_;
    return Taken(offerings, within);
  }

  absl::Status Save(const ClinicId& clinic, absl::Span<const CachedDay> days,
                    absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    for (const CachedDay& day : days) {
      const auto [entry, is_new] = days_.try_emplace({clinic, day.offering, day.day}, day);
      if (!is_new && entry->second.fetched_at < day.fetched_at) entry->second = day;
    }
    return absl::OkStatus();
  }

  absl::StatusOr<int> Drop(const ClinicId& clinic, const PractitionerId& practitioner,
                           const DaySpan& days, absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    return static_cast<int>(std::erase_if(days_, [&](const auto& entry) {
      const CachedDay& day = entry.second;
      return std::get<0>(entry.first) == clinic &&
             (practitioner.empty() || day.offering.practitioner == practitioner) &&
             days.first <= day.day && day.day <= days.last;
    }));
  }

 private:
  // `mutex_` must be held.
  TakenTimes Taken(absl::Span<const Offering> offerings, const TimeRange& within) const {
    TakenTimes taken;
    for (const auto& [practitioner, times] : taken_) {
      if (std::ranges::find(offerings, practitioner, &Offering::practitioner) == offerings.end()) {
        continue;
      }
      for (const TimeRange& time : times) {
        if (Overlap(time, within)) taken[practitioner].push_back(time);
      }
    }
    return taken;
  }

  mutable std::mutex mutex_;
  int loads_ = 0;
  int taken_loads_ = 0;
  absl::Time taken_deadline_ = absl::InfinitePast();
  absl::Status failure_;
  std::function<void()> after_load_;
  std::map<std::tuple<ClinicId, Offering, absl::CivilDay>, CachedDay> days_;
  TakenTimes taken_;
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_FAKE_SLOT_STORE_H_
