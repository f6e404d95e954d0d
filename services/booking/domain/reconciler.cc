#include "services/booking/domain/reconciler.h"

#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/cliniko/call_priority.h"
#include "libs/failpoint/failpoint.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log.h"

namespace frontdesk::booking {

namespace {

constexpr absl::Duration kSoon = absl::Seconds(5);  // for the store

}  // namespace

Reconciler::Reconciler(BookingStore& bookings, ClinikoClients& clinikos, Settler& settler,
                       const ReconcilerOptions& options,
                       std::function<void(const Claim&)> slots_changed)
    : bookings_(bookings),
      clinikos_(clinikos),
      settler_(settler),
      options_(options),
      slots_changed_(std::move(slots_changed)) {
  for (int i = 0; i < options_.workers; ++i) {
    workers_.emplace_back([this] { Work(); });
  }
  dispatcher_ = std::thread([this] { Dispatch(); });
}

Reconciler::~Reconciler() { Stop(); }

void Reconciler::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  if (dispatcher_.joinable()) dispatcher_.join();
  for (std::thread& worker : workers_) worker.join();
  workers_.clear();
}

bool Reconciler::MayTake() const { return stopping_ || busy_ < options_.workers; }
bool Reconciler::MayTakeAgain() const { return stopping_ || done_since_; }
bool Reconciler::MayWork() const { return stopping_ || !tasks_.empty(); }

void Reconciler::Dispatch() {
  while (true) {
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Reconciler::MayTake));
      if (stopping_) return;
      done_since_ = false;
    }
    // What is taken is worked on at once, well within the time for which it is ours.
    std::optional<Task> task = Take();
    const absl::MutexLock lock(&mutex_);
    if (task.has_value()) {
      ++busy_;
      if (task->sweep) sweeping_ = true;
      if (!task->sweep) ++unsettled_[task->booking.claim.clinic];
      tasks_.push_back(*std::move(task));
      continue;
    }
    mutex_.AwaitWithTimeout(absl::Condition(this, &Reconciler::MayTakeAgain), options_.every);
  }
}

std::optional<Reconciler::Task> Reconciler::Take() {
  std::vector<ClinicId> full;
  bool may_sweep = false;
  {
    const absl::MutexLock lock(&mutex_);
    for (const auto& [clinic, count] : unsettled_) {
      if (count >= options_.most_of_one_clinic) full.push_back(clinic);
    }
    may_sweep = !sweeping_;
  }
  absl::StatusOr<std::optional<Booking>> booking =
      bookings_.TakeUnsettled(options_.idle, full, absl::Now() + kSoon);
  if (!booking.ok()) {
    log::Warn("reconciler_cannot_look", {{"why", booking.status()}});
    return std::nullopt;
  }
  if (booking->has_value()) return Task{.booking = **std::move(booking), .sweep = false};
  if (!may_sweep) return std::nullopt;
  booking = bookings_.TakeDoubtful(options_.sweep_every, absl::Now() + kSoon);
  if (!booking.ok() || !booking->has_value()) return std::nullopt;
  return Task{.booking = **std::move(booking), .sweep = true};
}

void Reconciler::Work() {
  while (true) {
    std::optional<Task> task;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &Reconciler::MayWork));
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    Do(*task);
    const absl::MutexLock lock(&mutex_);
    --busy_;
    done_since_ = true;
    if (task->sweep) {
      sweeping_ = false;
    } else if (--unsettled_[task->booking.claim.clinic] == 0) {
      unsettled_.erase(task->booking.claim.clinic);
    }
  }
}

void Reconciler::Do(const Task& task) {
  const Booking& booking = task.booking;
  if (!task.sweep) {
    FAILPOINT_WITHOUT_ERROR("reconcile.after_take");
  }
  const absl::Time deadline = absl::Now() + options_.idle / 3;
  // Somebody waits for the outcome, and no probe may stand in front of them. Nobody waits for a
  // sweep.
  const auto priority =
      task.sweep ? cliniko::CallPriority::kBackground : cliniko::CallPriority::kCaller;
  const auto client = clinikos_.For(booking.claim.clinic, priority, deadline);
  const absl::Status outcome = !client.ok() ? client.status()
                               : task.sweep ? Sweep(booking, **client, deadline)
                                            : Settle(booking, **client, deadline);
  FAILPOINT_WITHOUT_ERROR("reconcile.after_work");
  log::Info(log::Ours(task.sweep ? "booking_swept" : "booking_reconciled"),
            {{"clinic", booking.claim.clinic},
             {"booking", booking.id},
             {"outcome", outcome.code()},
             {"why", outcome}});
}

absl::Status Reconciler::Settle(const Booking& booking, cliniko::Client& client,
                                absl::Time deadline) {
  const absl::StatusOr<Booking> now = settler_.Recover(booking, client, deadline);
  if (!IsError(now.status(), DomainError::kStillChecking)) TellSlots(booking);
  const bool by_staff = now.ok() && (now->claim.time != booking.claim.time ||
                                     now->claim.offering != booking.claim.offering);
  if (by_staff && slots_changed_) slots_changed_(now->claim);
  return now.status();
}

absl::Status Reconciler::Sweep(const Booking& booking, cliniko::Client& client,
                               absl::Time deadline) {
  const absl::StatusOr<bool> freed = settler_.Sweep(booking, client, deadline);
  if (freed.ok() && *freed) TellSlots(booking);
  return freed.status();
}

void Reconciler::TellSlots(const Booking& booking) {
  if (!slots_changed_) return;
  slots_changed_(booking.claim);
  if (booking.moves.empty()) return;
  const auto moved = bookings_.Find(booking.claim.clinic, booking.moves, absl::Now() + kSoon);
  if (moved.ok()) slots_changed_(moved->claim);
}

}  // namespace frontdesk::booking
