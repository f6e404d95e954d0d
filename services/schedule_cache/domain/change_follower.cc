#include "services/schedule_cache/domain/change_follower.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/telemetry/log.h"

namespace frontdesk::schedule_cache {

ChangeFollower::ChangeFollower(SlotChanges& changes, SlotMemory& memory, ClinicChanges& clinics,
                               const Clock& clock, const Clock& system, SlotCounters& counters,
                               OnClinic on_clinic, const ChangeFollowerOptions& options)
    : changes_(changes),
      memory_(memory),
      clinics_(clinics),
      clock_(clock),
      system_(system),
      counters_(counters),
      on_clinic_(std::move(on_clinic)),
      options_(options) {}

ChangeFollower::~ChangeFollower() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  if (thread_.joinable()) thread_.join();
}

absl::Status ChangeFollower::Poll() {
  const absl::Time began = clock_.Now();
  const absl::Time system_began = system_.Now();
  absl::StatusOr<RecentChanges> recent = changes_.Recent(absl::Now() + options_.poll_limit);
  if (!recent.ok()) {
    SlotCounters::Add(counters_.polls_failed);
    if (!std::exchange(failing_, true)) {
      log::Warn("slot_changes_unknown", {{"why", recent.status()}});
    }
    return recent.status();
  }
  if (std::exchange(failing_, false)) log::Info("slot_changes_known_again");
  SlotCounters::Add(counters_.polls_ok);

  // The other way round where the clock was set back.
  const absl::Duration gap = std::max(began - last_good_, last_good_ - began);
  if (gap > options_.longest_gap) {
    memory_.EvictAll();
    clinics_.TellAll();
  }
  last_good_ = began;

  absl::flat_hash_set<std::string> seen;
  seen.reserve(recent->slots.size() + recent->clinics.size());
  for (SlotChange& change : recent->slots) {
    if (!seen_.contains(change.key)) memory_.Evict(change.clinic, change.practitioner);
    seen.insert(std::move(change.key));
  }
  for (const ClinicState& clinic : recent->clinics) {
    std::string key = absl::StrCat("clinic ", clinic.key);
    if (!seen_.contains(key)) clinics_.Tell(clinic.clinic);
    seen.insert(std::move(key));
    on_clinic_(clinic);
  }
  seen_ = std::move(seen);
  // When the question was asked, not when it was answered: what changed in between may be missing.
  memory_.Confirm(began);
  clinics_.Confirm(system_began);
  Told told{
      .asked_at = system_began,
      .clinics = std::make_shared<const std::vector<ClinicState>>(std::move(recent->clinics))};
  const std::lock_guard lock(mutex_);
  told_ = std::move(told);
  return absl::OkStatus();
}

void ChangeFollower::Start() {
  thread_ = std::thread([this] { Follow(); });
}

void ChangeFollower::Follow() {
  const auto every = absl::ToChronoNanoseconds(options_.every);
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const auto next = std::chrono::steady_clock::now() + every;
    Poll().IgnoreError();  // logged and counted there
    lock.lock();
    stop_.wait_until(lock, next, [this] { return stopping_; });
  }
}

}  // namespace frontdesk::schedule_cache
