#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_PUNCTUAL_SLOT_STORE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_PUNCTUAL_SLOT_STORE_H_

#include <cstddef>
#include <functional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/concurrency/thread_pool.h"
#include "services/schedule_cache/domain/slot_store.h"

namespace frontdesk::schedule_cache {

struct PunctualSlotStoreOptions {
  std::size_t threads = 10;  // reads at once; as many as there are connections
  std::size_t queue_limit = 512;
};

// Another store whose reads end by their deadline even where nobody answers at all: a server that
// was cut off without a farewell holds up whoever reads from it until the network gives up, which
// takes many seconds. The reader goes on alone and its result is thrown away. Writes are passed
// through: nobody on the phone waits for them. Thread-safe.
class PunctualSlotStore : public SlotStore {
 public:
  // `store` must outlive the object.
  PunctualSlotStore(SlotStore& store, const PunctualSlotStoreOptions& options)
      : store_(store), pool_(options.threads, options.queue_limit) {}

  absl::StatusOr<Known> Load(const ClinicId& clinic, absl::Span<const Offering> offerings,
                             const DaySpan& days, const TimeRange& within,
                             absl::Time deadline) override;
  absl::StatusOr<TakenTimes> LoadTaken(const ClinicId& clinic, absl::Span<const Offering> offerings,
                                       const TimeRange& within, absl::Time deadline) override;

  absl::Status Save(const ClinicId& clinic, absl::Span<const CachedDay> days,
                    absl::Time deadline) override {
    return store_.Save(clinic, days, deadline);
  }
  absl::StatusOr<int> Drop(const ClinicId& clinic, const PractitionerId& practitioner,
                           const DaySpan& days, absl::Time deadline) override {
    return store_.Drop(clinic, practitioner, days, deadline);
  }

 private:
  // What `read` returns, if that is before `deadline`. It may go on longer, so it owns what it
  // uses.
  template <typename Value>
  absl::StatusOr<Value> InTime(std::function<absl::StatusOr<Value>()> read, absl::Time deadline);

  SlotStore& store_;
  ThreadPool pool_;
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_PUNCTUAL_SLOT_STORE_H_
