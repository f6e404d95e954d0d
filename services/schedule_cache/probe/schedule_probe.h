#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_SCHEDULE_PROBE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_SCHEDULE_PROBE_H_

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/client.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/probe/probe_store.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk {

// How far ahead a probe may look.
inline constexpr int kLongestProbeDays = 365;

// The workplaces of `scope`, each with the shortest type that can be booked there: it fits into the
// gaps that longer ones miss, and overruns the end of work least.
std::vector<PlaceProgress> PlacesOf(const Directory& directory, const ProbeScope& scope,
                                    absl::CivilDay first_day);

struct ProbeOptions {
  // Requests in flight at most.
  int parallel = 4;
  // For one request. A stop may take as long; where the budget is used up for longer, the probe
  // waits outside.
  absl::Duration request_timeout = absl::Seconds(15);
  // How often a request that failed for a passing reason is made again.
  int attempts = 6;
  // Waits for so long, or until it is asked to stop. Empty: really.
  std::function<void(absl::Duration)> pause;
};

// Requests that are behind and ahead.
struct ProbeCount {
  int done = 0;
  int total = 0;  // as far as can be told; may shrink
};

// Asks Cliniko for the free times of workplaces, seven days a request, several requests at a time,
// the nearest days of all places first, and stores what it finds as it goes.
class ScheduleProbe {
 public:
  // The client of the clinic's account; asked before each request, so that a key may change.
  using ClientSource =
      std::function<absl::StatusOr<std::shared_ptr<cliniko::Client>>(absl::Time deadline)>;

  // All must outlive the object. `directory` tells the clock, the types, and the days to ask for
  // where the scan is not a full one.
  ScheduleProbe(ClientSource clients, ProbeStore& store, const Directory& directory,
                const Clock& clock, ProbeOptions options);

  // Carries `run` on from where it was until nothing is left. OK means that all is stored. Days
  // that are past by now are left out. A place that turns out not to be bookable online is asked
  // for its next type, and is marked as such if that was the last. `report` is called after each
  // request, one call at a time. Fails with Cancelled soon after `stop` became true, else as
  // cliniko::Client and ProbeStore do; what was stored until then stays.
  absl::Status Run(const ProbeRun& run, const std::atomic<bool>& stop,
                   const std::function<void(const ProbeCount&)>& report);

 private:
  struct Place {
    PlaceProgress progress;
    std::vector<AppointmentType> types;  // that may be asked for, the shortest first
    bool busy = false;
    int requests_left = 0;
  };
  // What one request asks for.
  struct Window {
    cliniko::DayRange range;
    std::vector<absl::CivilDay> days;  // of it that count
  };

  void Work(const ProbeRun& run, const std::atomic<bool>& stop,
            const std::function<void(const ProbeCount&)>& report);
  Place* Pick();  // null: none is free just now
  // One step of a place; `place` is this thread's alone until it returns.
  absl::Status Step(const ProbeRun& run, Place& place, const std::atomic<bool>& stop);
  absl::StatusOr<std::vector<absl::Time>> Ask(const Place& place, Window& window,
                                              const std::atomic<bool>& stop);
  // From `day` on; without days where nothing is left to ask for.
  Window NextWindow(const ProbeRun& run, const Workplace& place, absl::CivilDay day) const;
  int RequestsLeft(const ProbeRun& run, const PlaceProgress& progress) const;
  std::vector<ProbedDay> Findings(const Place& place, const Window& window,
                                  const std::vector<absl::Time>& starts) const;
  void Pause(absl::Duration wait, const std::atomic<bool>& stop) const;
  absl::CivilDay Today() const;

  const ClientSource clients_;
  ProbeStore& store_;
  const Directory& directory_;
  const Clock& clock_;
  const ProbeOptions options_;

  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::vector<Place> places_;
  int done_ = 0;
  absl::Status failure_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_SCHEDULE_PROBE_H_
