#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_FETCHER_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_FETCHER_H_

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/cliniko_clients.h"
#include "libs/concurrency/thread_pool.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/domain/open_slots.h"
#include "services/schedule_cache/domain/slot_store.h"

namespace frontdesk::schedule_cache {

struct SlotFetcherOptions {
  int threads = 16;      // fetches at once
  int most_of_one = 8;   // of them for one clinic, so that a Cliniko that hangs holds up its clinic alone
  int queue_limit = 256;  // fetches waiting; more are refused
  // A fetch goes on this long after it was begun, whoever still waits.
  absl::Duration fetch_limit = absl::Seconds(10);
};

// Asks Cliniko for open slots. The same question asked by several callers at a time is asked once, and a
// fetch that comes too late for its caller goes on and fills the store for the next. Thread-safe.
class SlotFetcher {
 public:
  // One question on its way. Shared by all who ask it.
  class Fetch {
   public:
    // The days, or why there are none. Fails with DeadlineExceeded if they are not there by `deadline`.
    absl::StatusOr<std::vector<CachedDay>> Wait(absl::Time deadline) const;

   private:
    friend class SlotFetcher;

    bool done() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return done_; }
    void Finish(absl::StatusOr<std::vector<CachedDay>> result);

    mutable absl::Mutex mutex_;
    bool done_ ABSL_GUARDED_BY(mutex_) = false;
    absl::StatusOr<std::vector<CachedDay>> result_ ABSL_GUARDED_BY(mutex_);
  };

  // The arguments must outlive the object.
  SlotFetcher(ClinikoClients& clients, SlotStore& store, const Clock& clock,
              const SlotFetcherOptions& options);

  // Stops, and waits for the answers that Cliniko still owes.
  ~SlotFetcher();
  SlotFetcher(const SlotFetcher&) = delete;
  SlotFetcher& operator=(const SlotFetcher&) = delete;

  // Begins the fetch, or joins the one that is on its way if Cliniko is asked no earlier than `oldest`.
  // `days` has at most kDaysPerFetch days, none before the clinic's today.
  std::shared_ptr<const Fetch> Start(const Clinic& clinic, const Offering& offering,
                                     const DaySpan& days, absl::Time oldest);

  // From now on Cliniko is asked nothing more: what waits for its turn fails. Idempotent.
  void Stop();

 private:
  struct OnItsWay {
    std::shared_ptr<Fetch> fetch;
    absl::Time asked_at = absl::InfiniteFuture();  // when Cliniko was asked; not yet: later than any
  };
  struct Task {
    std::string key;
    std::shared_ptr<Fetch> fetch;
    Clinic clinic;
    Offering offering;
    DaySpan days;
    absl::Time deadline;
  };
  // The tasks of one clinic.
  struct Line {
    int in_pool = 0;  // running, or next when a thread is free
    std::deque<Task> waiting;
  };

  void Submit(Task task, Line& line) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Run(const Task& task);
  absl::StatusOr<std::vector<CachedDay>> AskUnlessTooLate(const Task& task);
  absl::StatusOr<std::vector<CachedDay>> Ask(const Task& task, absl::Time asked_at);

  ClinikoClients& clients_;
  SlotStore& store_;
  const Clock& clock_;
  const SlotFetcherOptions options_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;  // tasks that have not begun
  absl::flat_hash_map<std::string, OnItsWay> on_their_way_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<ClinicId, Line> lines_ ABSL_GUARDED_BY(mutex_);
  ThreadPool pool_;  // last, so that its threads end before what they use
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_FETCHER_H_
