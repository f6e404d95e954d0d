#include "services/booking/domain/reconciler.h"

#include <functional>
#include <memory>
#include <utility>

#include "absl/functional/function_ref.h"
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

Reconciler::Reconciler(BookingStore& bookings, ClinikoClients& clinikos, Settler& settler,
                       const ReconcilerOptions& options,
                       std::function<void(const Claim&)> slots_changed)
    : bookings_(bookings),
      clinikos_(clinikos),
      settler_(settler),
      options_(options),
      slots_changed_(std::move(slots_changed)),
      thread_([this] { Loop(); }) {}

Reconciler::~Reconciler() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Reconciler::Loop() {
  while (true) {
    RunOnce();
    const absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), options_.every)) return;
  }
}

void Reconciler::TellSlots(const Booking& booking) {
  if (!slots_changed_) return;
  slots_changed_(booking.claim);
  if (booking.moves.empty()) return;
  const auto moved =
      bookings_.Find(booking.claim.clinic, booking.moves, absl::Now() + absl::Seconds(5));
  if (moved.ok()) slots_changed_(moved->claim);
}

bool Reconciler::stopping() {
  const absl::MutexLock lock(&mutex_);
  return stopping_;
}

void Reconciler::RunOnce() {
  // One at a time: what is taken is worked on at once, well within the time for which it is ours.
  for (int i = 0; i < options_.batch && !stopping(); ++i) {
    const auto booking = bookings_.TakeUnsettled(options_.idle, absl::Now() + absl::Seconds(5));
    if (!booking.ok()) {
      log::Warn("reconciler_cannot_look", {{"why", booking.status()}});
      return;
    }
    if (!booking->has_value()) break;
    FAILPOINT_WITHOUT_ERROR("reconcile.after_take");
    // Somebody waits for the outcome, and no probe may stand in front of them.
    Work(**booking, cliniko::CallPriority::kCaller, "booking_reconciled",
         [&](cliniko::Client& client, absl::Time deadline) {
           const absl::StatusOr<Booking> now = settler_.Recover(**booking, client, deadline);
           if (!IsError(now.status(), DomainError::kStillChecking)) TellSlots(**booking);
           const Claim& before = (*booking)->claim;
           const bool by_staff = now.ok() && (now->claim.time != before.time ||
                                              now->claim.offering != before.offering);
           if (by_staff && slots_changed_) slots_changed_(now->claim);
           return now.status();
         });
  }
  for (int i = 0; i < options_.batch && !stopping(); ++i) {
    const auto doubtful =
        bookings_.TakeDoubtful(options_.sweep_every, absl::Now() + absl::Seconds(5));
    if (!doubtful.ok() || !doubtful->has_value()) return;
    Work(**doubtful, cliniko::CallPriority::kBackground, "booking_swept",
         [&](cliniko::Client& client, absl::Time deadline) {
           const absl::StatusOr<bool> freed = settler_.Sweep(**doubtful, client, deadline);
           if (freed.ok() && *freed) TellSlots(**doubtful);
           return freed.status();
         });
  }
}

void Reconciler::Work(const Booking& booking, cliniko::CallPriority priority, const char* event,
                      absl::FunctionRef<absl::Status(cliniko::Client&, absl::Time)> work) {
  const absl::Time deadline = absl::Now() + options_.idle / 3;
  const auto client = clinikos_.For(booking.claim.clinic, priority, deadline);
  const absl::Status outcome = client.ok() ? work(**client, deadline) : client.status();
  FAILPOINT_WITHOUT_ERROR("reconcile.after_work");
  log::Info(log::Ours(event), {{"clinic", booking.claim.clinic},
                               {"booking", booking.id},
                               {"outcome", outcome.code()},
                               {"why", outcome}});
}

}  // namespace frontdesk::booking
