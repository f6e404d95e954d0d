#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_RECONCILER_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_RECONCILER_H_

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/cliniko/client.h"
#include "libs/domain/ids.h"
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
  // Bookings that are worked on at a time: of all clinics, and of one, so that a clinic whose
  // Cliniko answers slowly holds up none but its own. Sweeping takes one of the workers at most.
  int workers = 6;
  int most_of_one_clinic = 2;
};

// Finishes or undoes the bookings that a crash, a time-out or a lost answer left unsettled, by
// asking Cliniko what is true. Runs in every replica; the store sees to it that two never work on
// one booking.
class Reconciler {
 public:
  // Begins at once. The arguments must outlive the object. `slots_changed` hears of each time that
  // was freed or taken for good, from several threads at once.
  Reconciler(BookingStore& bookings, ClinikoClients& clinikos, Settler& settler,
             const ReconcilerOptions& options,
             std::function<void(const Claim&)> slots_changed = {});
  // As Stop().
  ~Reconciler();
  Reconciler(const Reconciler&) = delete;
  Reconciler& operator=(const Reconciler&) = delete;

  // Takes no more, and waits for the bookings that are being worked on. Not from several threads at
  // once.
  void Stop();

 private:
  struct Task {
    Booking booking;
    bool sweep = false;  // a failed one, else an unsettled one
  };

  // Hands out what there is to do, to a worker each.
  void Dispatch();
  std::optional<Task> Take();
  void Work();
  void Do(const Task& task);
  absl::Status Settle(const Booking& booking, cliniko::Client& client, absl::Time deadline);
  absl::Status Sweep(const Booking& booking, cliniko::Client& client, absl::Time deadline);
  // Where the booking and the one that it moves are, after something was settled.
  void TellSlots(const Booking& booking);

  bool MayTake() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool MayTakeAgain() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool MayWork() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  BookingStore& bookings_;
  ClinikoClients& clinikos_;
  Settler& settler_;
  const ReconcilerOptions options_;
  const std::function<void(const Claim&)> slots_changed_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<Task> tasks_ ABSL_GUARDED_BY(mutex_);             // for each a worker is free
  int busy_ ABSL_GUARDED_BY(mutex_) = 0;                       // workers, with those about to be
  bool sweeping_ ABSL_GUARDED_BY(mutex_) = false;              // one of them
  std::map<ClinicId, int> unsettled_ ABSL_GUARDED_BY(mutex_);  // being worked on
  bool done_since_ ABSL_GUARDED_BY(mutex_) = false;            // one, since the last look
  std::vector<std::thread> workers_;
  std::thread dispatcher_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_RECONCILER_H_
