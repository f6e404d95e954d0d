#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_FETCHER_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_FETCHER_H_

#include <cstddef>
#include <deque>
#include <memory>
#include <utility>
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
#include "libs/telemetry/log.h"
#include "libs/telemetry/seldom.h"
#include "services/schedule_cache/domain/open_slots.h"
#include "services/schedule_cache/domain/slot_counters.h"
#include "services/schedule_cache/domain/slot_store.h"

namespace frontdesk::schedule_cache {

struct SlotFetcherOptions {
  int threads = 16;  // fetches at once
  int most_of_one =
      8;  // of them for one clinic, so that a Cliniko that hangs holds up its clinic alone
  int queue_limit = 256;  // fetches waiting; more are refused
  // A fetch goes on this long after it was begun, whoever still waits.
  absl::Duration fetch_limit = absl::Seconds(10);
  // How long a fetch may look into the store before it asks Cliniko.
  absl::Duration look_limit = absl::Milliseconds(200);
};

// Who waits for a fetch.
enum class FetchPriority {
  kCaller,
  kBackground,  // nobody: it gives way to callers, and takes half of what they may at most
};

struct FetchTerms {
  absl::CivilDay last;  // how far a request may reach beyond the days that are wanted
  absl::Time oldest;    // what was asked of Cliniko earlier will not do
  FetchPriority priority = FetchPriority::kCaller;
  std::size_t most = 64;  // fetches; the days that they do not reach are left out
  // When whoever asks looked into the store, by the machine's clock.
  absl::Time looked_at = absl::InfinitePast();
  // Whether the store is asked first and told afterwards. Who joins a fetch gets what was agreed
  // for it.
  bool with_store = true;
};

// Asks Cliniko for open slots. A day that several callers ask for at a time is asked for once, and
// what another replica has stored meanwhile is not asked for at all. A fetch that comes too late
// for its caller goes on and fills the store for the next. Thread-safe.
class SlotFetcher {
 public:
  // One question on its way. Shared by all who ask it.
  class Fetch {
   public:
    // The days, or why there are none. Fails with DeadlineExceeded if they are not there by
    // `deadline`.
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
  SlotFetcher(ClinikoClients& clients, SlotStore& store, const Clock& clock, SlotCounters& counters,
              const SlotFetcherOptions& options);

  // Stops, and waits for the answers that Cliniko still owes.
  ~SlotFetcher();
  SlotFetcher(const SlotFetcher&) = delete;
  SlotFetcher& operator=(const SlotFetcher&) = delete;

  // Joins the fetches that are on their way to `wanted` days (in order, none before the clinic's
  // today) and begins what is missing. None is longer than kDaysPerFetch. While Cliniko is down
  // there is one, which has failed.
  std::vector<std::shared_ptr<const Fetch>> Cover(const Clinic& clinic, const Offering& offering,
                                                  const std::vector<absl::CivilDay>& wanted,
                                                  const FetchTerms& terms);

  // Whether whatever is not there already would fail at once, since Cliniko does not answer.
  bool IsDown(const ClinicId& clinic) { return clients_.IsDown(clinic); }

  // From now on Cliniko is asked nothing more: what waits for its turn fails. Idempotent.
  void Stop();

 private:
  using Subject = std::pair<ClinicId, Offering>;

  // What may still change about a fetch while it is on its way.
  struct OnItsWay {
    std::shared_ptr<Fetch> fetch;
    DaySpan days;
    std::vector<absl::CivilDay> wanted;  // of all who joined
    absl::Time oldest;                   // of all who joined
    FetchPriority priority;
    absl::Time asked_at =
        absl::InfiniteFuture();  // when Cliniko was asked; not yet: later than any
    bool open = true;            // whether it answers for all of `days`, so that others may join
  };
  struct Task {
    std::shared_ptr<Fetch> fetch;
    Clinic clinic;
    Offering offering;
    DaySpan days;
    absl::Time deadline;
    absl::Time looked_at;
    bool with_store;
    log::CarriedFields request;  // which began it
  };
  // The tasks of one clinic.
  struct Line {
    int in_pool = 0;  // running, or next when a thread is free
    std::deque<Task> callers;
    std::deque<Task> background;
  };
  using Answer = absl::StatusOr<std::vector<CachedDay>>;

  void Begin(Task task, FetchPriority priority) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // A caller waits for it now.
  void Promote(const ClinicId& clinic, OnItsWay& running) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void SubmitNext(Line& line) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Null once it has ended.
  OnItsWay* Find(const Task& task) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Run(const Task& task);
  Answer LookOrAsk(const Task& task);
  absl::StatusOr<std::vector<CachedDay>> Look(const Task& task);
  Answer Ask(const Task& task, FetchPriority priority, absl::Time asked_at);

  ClinikoClients& clients_;
  SlotStore& store_;
  const Clock& clock_;
  SlotCounters& counters_;
  const SlotFetcherOptions options_;
  // While Cliniko is away, every fetch fails: a line a clinic now and then tells it.
  log::Seldom failures_said_{absl::Seconds(10)};
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;  // tasks that have not begun
  absl::flat_hash_map<Subject, std::vector<OnItsWay>> on_their_way_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<ClinicId, Line> lines_ ABSL_GUARDED_BY(mutex_);
  ThreadPool pool_;  // last, so that its threads end before what they use
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_SLOT_FETCHER_H_
