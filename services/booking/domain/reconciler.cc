#include "services/booking/domain/reconciler.h"

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/telemetry/log.h"

namespace frontdesk::booking {

Reconciler::Reconciler(BookingStore& bookings, ClinikoClients& clinikos, Settler& settler,
                       const ReconcilerOptions& options)
    : bookings_(bookings),
      clinikos_(clinikos),
      settler_(settler),
      options_(options),
      thread_([this] { Work(); }) {}

Reconciler::~Reconciler() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void Reconciler::Work() {
  while (true) {
    RunOnce();
    const absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), options_.every)) return;
  }
}

void Reconciler::RunOnce() {
  const absl::StatusOr<std::vector<Booking>> taken = bookings_.TakeUnsettled(
      options_.idle, options_.batch, absl::Now() + absl::Seconds(5));
  if (!taken.ok()) {
    log::Warn("reconciler_cannot_look", {{"why", taken.status().message()}});
    return;
  }
  for (const Booking& booking : *taken) {
    {
      const absl::MutexLock lock(&mutex_);
      if (stopping_) return;
    }
    const absl::Time deadline = absl::Now() + options_.idle / 3;
    const auto client = clinikos_.For(booking.claim.clinic, deadline);
    absl::Status outcome = client.status();
    if (client.ok()) outcome = settler_.Recover(booking, **client, deadline).status();
    log::Info("booking_reconciled",
              {{"clinic", booking.claim.clinic},
               {"booking", booking.id},
               {"outcome", outcome.ok() ? "booked" : absl::StatusCodeToString(outcome.code())},
               {"why", outcome.message()}});
  }
}

}  // namespace frontdesk::booking
