#ifndef FRONTDESK_LIBS_CLINIKO_BUDGET_BUDGET_METRICS_H_
#define FRONTDESK_LIBS_CLINIKO_BUDGET_BUDGET_METRICS_H_

#include <memory>
#include <mutex>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/call_priority.h"
#include "libs/domain/ids.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk {

// What a budget shows of itself: how many requests it granted, refused and could not tell about, by
// priority; how long whoever was refused should wait; and what each clinic's budget had left when
// this process last asked. Thread-safe.
class BudgetMetrics {
 public:
  // `clock` must outlive the object. A budget that was not asked for `window` is whole again.
  BudgetMetrics(const Clock& clock, absl::Duration window, metrics::Name service)
      : clock_(clock), window_(window), service_(service) {}

  void Granted(cliniko::CallPriority priority);
  // Nothing is free for as long as `wait`.
  void Refused(cliniko::CallPriority priority, absl::Duration wait);
  // Nobody could say.
  void Unknown(cliniko::CallPriority priority);

  // `remaining` of `rate` requests of the clinic's budget are left now.
  void Remaining(const ClinicId& clinic, int remaining, int rate);

 private:
  // What the metrics read at any time. It has a lock of its own: they hold theirs meanwhile.
  struct Left {
    std::mutex mutex;
    int remaining = 0;  // as all of these guarded by mutex
    int rate = 0;
    absl::Time at = absl::InfinitePast();
  };
  struct Shown {
    std::shared_ptr<Left> left;
    std::unique_ptr<metrics::Reading> reading;
  };

  void Count(cliniko::CallPriority priority, metrics::Name outcome);
  Shown Show(const ClinicId& clinic) const;

  const Clock& clock_;
  const absl::Duration window_;
  const metrics::Name service_;
  std::mutex mutex_;
  absl::flat_hash_map<ClinicId, Shown> shown_;  // guarded by mutex_; the clinics of the last hour
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINIKO_BUDGET_BUDGET_METRICS_H_
