#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_RECONCILER_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_RECONCILER_H_

#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/cliniko/call_priority.h"
#include "services/booking/domain/booking_store.h"
#include "services/booking/domain/settler.h"

namespace frontdesk::booking {

struct ReconcilerOptions {
  // Nothing may wait longer than a minute for its outcome. What Cliniko does not show at the first
  // look is decided at the second one, which must lie within that minute, yet not before
  // SettlerOptions::give_up_after: two times `idle`, and `every` twice for being late.
  absl::Duration every = absl::Seconds(2);
  // Longer than any request works on a booking, so that nobody's work is taken over.
  absl::Duration idle = absl::Seconds(26);
  // How often to look whether a failed attempt's appointment turned up after all.
  absl::Duration sweep_every = absl::Minutes(5);
  int batch = 50;  // at most in one go
};

// Finishes or undoes the bookings that a crash, a time-out or a lost answer left unsettled, by
// asking Cliniko what is true. Runs in every replica; the store sees to it that two never work on
// one booking.
class Reconciler {
 public:
  // Begins at once. The arguments must outlive the object. `slots_changed` hears of each time that
  // was freed or taken for good.
  Reconciler(BookingStore& bookings, ClinikoClients& clinikos, Settler& settler,
             const ReconcilerOptions& options,
             std::function<void(const Claim&)> slots_changed = {});
  // Waits for the booking that is being worked on.
  ~Reconciler();
  Reconciler(const Reconciler&) = delete;
  Reconciler& operator=(const Reconciler&) = delete;

 private:
  void Loop();
  void RunOnce();
  void Work(const Booking& booking, cliniko::CallPriority priority, const char* event,
            absl::FunctionRef<absl::Status(cliniko::Client&, absl::Time)> work);
  // Where the booking and the one that it moves are, after something was settled.
  void TellSlots(const Booking& booking);
  bool stopping();

  BookingStore& bookings_;
  ClinikoClients& clinikos_;
  Settler& settler_;
  const ReconcilerOptions options_;
  const std::function<void(const Claim&)> slots_changed_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_RECONCILER_H_
