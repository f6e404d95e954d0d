#include "services/schedule_cache/domain/deferring_slot_store.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <stop_token>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/concurrency/pause.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log.h"

namespace frontdesk::schedule_cache {

DeferringSlotStore::DeferringSlotStore(SlotStore& store, const SlotMemory& memory,
                                       const DeferringSlotStoreOptions& options)
    : store_(store),
      memory_(memory),
      options_(options),
      thread_([this](const std::stop_token& stop) { Work(stop); }) {}

DeferringSlotStore::~DeferringSlotStore() = default;

bool DeferringSlotStore::IsCurrent(const ClinicId& clinic, const Unsaved& unsaved) const {
  return unsaved.generation == memory_.GenerationOf(clinic, unsaved.day.offering.practitioner);
}

std::vector<CachedDay> DeferringSlotStore::FindUnsaved(const ClinicId& clinic,
                                                       absl::Span<const Offering> offerings,
                                                       const DaySpan& days) {
  std::vector<CachedDay> found;
  const std::lock_guard lock(mutex_);
  for (const Batch* batch : {&being_saved_, &waiting_}) {
    const auto of_clinic = batch->find(clinic);
    if (of_clinic == batch->end()) continue;
    for (const Unsaved& unsaved : of_clinic->second) {
      const CachedDay& day = unsaved.day;
      if (days.first <= day.day && day.day <= days.last &&
          std::ranges::find(offerings, day.offering) != offerings.end() &&
          IsCurrent(clinic, unsaved)) {
        found.push_back(day);
      }
    }
  }
  return found;
}

absl::StatusOr<SlotStore::Known> DeferringSlotStore::Load(const ClinicId& clinic,
                                                          absl::Span<const Offering> offerings,
                                                          const DaySpan& days,
                                                          const TimeRange& within,
                                                          absl::Time deadline) {
  // First these: one that is saved meanwhile is seen by one of the two.
  std::vector<CachedDay> unsaved = FindUnsaved(clinic, offerings, days);
  absl::StatusOr<Known> known = store_.Load(clinic, offerings, days, within, deadline);
  if (!known.ok()) return known;
  for (CachedDay& day : unsaved) {
    const auto same = std::ranges::find_if(known->days, [&](const CachedDay& other) {
      return other.day == day.day && other.offering == day.offering;
    });
    if (same == known->days.end()) {
      known->days.push_back(std::move(day));
    } else if (same->fetched_at < day.fetched_at) {
      *same = std::move(day);
    }
  }
  return known;
}

absl::Status DeferringSlotStore::Save(const ClinicId& clinic, absl::Span<const CachedDay> days,
                                      absl::Time /*deadline*/) {
  const std::lock_guard lock(mutex_);
  if (days_waiting_ + days.size() > options_.most_days) {
    return MakeError(DomainError::kBookingSystemUnavailable, "too much waits to be saved");
  }
  days_waiting_ += days.size();
  std::vector<Unsaved>& of_clinic = waiting_[clinic];
  for (const CachedDay& day : days) {
    of_clinic.push_back({day, memory_.GenerationOf(clinic, day.offering.practitioner)});
  }
  changed_.notify_all();
  return absl::OkStatus();
}

absl::StatusOr<int> DeferringSlotStore::Drop(const ClinicId& clinic,
                                             const PractitionerId& practitioner,
                                             const DaySpan& days, absl::Time deadline) {
  {
    std::unique_lock lock(mutex_);
    if (const auto waiting = waiting_.find(clinic); waiting != waiting_.end()) {
      days_waiting_ -= std::erase_if(waiting->second, [&](const Unsaved& unsaved) {
        const CachedDay& day = unsaved.day;
        return (practitioner.empty() || day.offering.practitioner == practitioner) &&
               days.first <= day.day && day.day <= days.last;
      });
    }
    // What is being saved at this moment would come after the drop. One that takes longer than we
    // may wait costs freshness.
    const absl::Time until = std::min(deadline, absl::Now() + options_.save_limit);
    changed_.wait_until(lock, absl::ToChronoTime(until),
                        [&] { return !being_saved_.contains(clinic); });
  }
  return store_.Drop(clinic, practitioner, days, deadline);
}

void DeferringSlotStore::Work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, stop, [this] { return !waiting_.empty(); });
    if (waiting_.empty()) return;
    lock.unlock();
    Pause(options_.delay, stop);
    lock.lock();
    being_saved_ = std::exchange(waiting_, {});
    days_waiting_ = 0;
    lock.unlock();
    SaveAll(being_saved_);  // nobody else changes it
    lock.lock();
    being_saved_.clear();
    changed_.notify_all();
  }
}

void DeferringSlotStore::SaveAll(const Batch& batch) {
  for (const auto& [clinic, all] : batch) {
    // A statement must not write one row twice.
    std::map<std::pair<Offering, absl::CivilDay>, const CachedDay*> newest;
    for (const Unsaved& unsaved : all) {
      if (!IsCurrent(clinic, unsaved)) continue;
      const CachedDay*& day = newest[{unsaved.day.offering, unsaved.day.day}];
      if (day == nullptr || day->fetched_at < unsaved.day.fetched_at) day = &unsaved.day;
    }
    std::vector<CachedDay> days;
    days.reserve(newest.size());
    for (const auto& [key, day] : newest) days.push_back(*day);
    if (days.empty()) continue;
    // They were good for whoever asked, even where they cannot be kept.
    const absl::Status saved = store_.Save(clinic, days, absl::Now() + options_.save_limit);
    if (!saved.ok()) log::Warn("slot_save_failed", {{"clinic", clinic}, {"why", saved}});
  }
}

}  // namespace frontdesk::schedule_cache
