#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_SANDBOX_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_SANDBOX_H_

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "tests/cliniko_sandbox/call.h"
#include "tests/cliniko_sandbox/faults.h"
#include "tests/cliniko_sandbox/key_ring.h"
#include "tests/cliniko_sandbox/rate_limiter.h"
#include "tests/cliniko_sandbox/request_log.h"
#include "tests/cliniko_sandbox/router.h"
#include "tests/cliniko_sandbox/sandbox_clock.h"
#include "tests/cliniko_sandbox/settings.h"
#include "tests/cliniko_sandbox/world.h"

namespace frontdesk::sandbox {

// An answer, and what is to go wrong with it on its way.
struct Outcome {
  Reply reply;
  Delivery delivery = Delivery::kNone;
  absl::Duration delivery_time;
};

// Cliniko without its HTTP server: the clinics, the rules of the API, and the switches of the
// tests. All public members are thread-safe.
class Sandbox {
 public:
  // `world` is the text of a world file. `base` must outlive the object.
  static absl::StatusOr<std::unique_ptr<Sandbox>> Create(std::string world, const Clock& base);

  // Answers a request for a path under /v1. Blocks for injected delays, holding no lock.
  Outcome Handle(const ApiRequest& request);

  SandboxClock& clock() { return clock_; }
  FaultBook& faults() { return faults_; }
  RequestLog& log() { return log_; }

  Settings settings() const;
  void SetSettings(const Settings& settings);

  // Looks at, or changes, the clinics behind the API's back. `look` and `change` run under the lock
  // and must be quick.
  void Look(const std::function<void(const World&)>& look) const;
  void Change(const std::function<void(World&)>& change);
  IdGenerator& id_generator() { return ids_; }

  // Back to the world as it was loaded (its relative days count from now), without faults, counts
  // and used-up rate budgets. Settings and clock stay.
  absl::Status Reset();
  // Forgets the requests that were counted, also those that used up a rate budget.
  void ResetCounts();

  // Ends all injected delays, now and in future.
  void Stop();
  // Waits; false if Stop() cut the wait short. With `until_cleared`, ClearFaults() ends it too.
  bool Pause(absl::Duration duration, bool until_cleared = false);
  // Removes all faults and lets hanging requests go.
  void ClearFaults();

 private:
  Sandbox(std::string world_text, World world, const Clock& base);

  Outcome Answer(const ApiRequest& request, const Settings& settings, const Route* route,
                 const std::vector<Id>& ids, Caller caller, const FaultPlan& plan);
  Reply Run(const ApiRequest& request, const Settings& settings, const Route& route,
            const std::vector<Id>& ids, Caller caller, const FaultPlan& plan);
  // Keeps the world as it is before a write, while stale reads may ask for it.
  void Remember() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::shared_ptr<const World> AsOf(absl::Duration ago) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  struct PastWorld {
    absl::Time until;  // when the next write replaced it
    std::shared_ptr<const World> world;
  };

  const std::string world_text_;
  SandboxClock clock_;
  const Router router_;
  const KeyRing keys_;
  FaultBook faults_;
  RequestLog log_;
  RateLimiter limiter_;
  IdGenerator ids_;

  mutable absl::Mutex mutex_;
  World world_ ABSL_GUARDED_BY(mutex_);
  std::deque<PastWorld> past_ ABSL_GUARDED_BY(mutex_);

  mutable absl::Mutex settings_mutex_;
  Settings settings_ ABSL_GUARDED_BY(settings_mutex_);

  absl::Mutex pause_mutex_;
  bool stopped_ ABSL_GUARDED_BY(pause_mutex_) = false;
  int clears_ ABSL_GUARDED_BY(pause_mutex_) = 0;
};

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_SANDBOX_H_
