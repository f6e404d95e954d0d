#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_DEFERRING_SLOT_STORE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_DEFERRING_SLOT_STORE_H_

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/domain/ids.h"
#include "services/schedule_cache/domain/slot_memory.h"
#include "services/schedule_cache/domain/slot_store.h"

namespace frontdesk::schedule_cache {

struct DeferringSlotStoreOptions {
  // So long what is to be saved waits for more of it, while its callers hear their answers; longer
  // than kJustNow.
  absl::Duration delay = absl::Milliseconds(20);
  absl::Duration save_limit = absl::Seconds(5);
  // Days that wait at most; more are not saved.
  std::size_t most_days = 10'000;
};

// Another store, to which days are saved a moment later and many at once: somebody is on the phone.
// Whoever asks here sees them at once; other replicas once they are there. What memory heard a
// change of meanwhile, or was dropped here, is not saved any more. Thread-safe.
class DeferringSlotStore : public SlotStore {
 public:
  // `store` and `memory` must outlive the object.
  DeferringSlotStore(SlotStore& store, const SlotMemory& memory,
                     const DeferringSlotStoreOptions& options = {});
  // Saves what is left.
  ~DeferringSlotStore() override;

  absl::StatusOr<Known> Load(const ClinicId& clinic, absl::Span<const Offering> offerings,
                             const DaySpan& days, const TimeRange& within,
                             absl::Time deadline) override;
  absl::StatusOr<TakenTimes> LoadTaken(const ClinicId& clinic, absl::Span<const Offering> offerings,
                                       const TimeRange& within, absl::Time deadline) override {
    return store_.LoadTaken(clinic, offerings, within, deadline);
  }
  std::optional<std::vector<CachedDay>> SavedJustNow(const ClinicId& clinic,
                                                     absl::Span<const Offering> offerings,
                                                     const DaySpan& days) override {
    return FindUnsaved(clinic, offerings, days);
  }
  // Fails only where too much waits.
  absl::Status Save(const ClinicId& clinic, absl::Span<const CachedDay> days,
                    absl::Time deadline) override;
  absl::StatusOr<int> Drop(const ClinicId& clinic, const PractitionerId& practitioner,
                           const DaySpan& days, absl::Time deadline) override;

 private:
  struct Unsaved {
    CachedDay day;
    std::uint64_t generation = 0;  // of memory, when it came
  };
  using Batch = std::map<ClinicId, std::vector<Unsaved>>;

  std::vector<CachedDay> FindUnsaved(const ClinicId& clinic, absl::Span<const Offering> offerings,
                                     const DaySpan& days);
  bool IsCurrent(const ClinicId& clinic, const Unsaved& unsaved) const;
  void Work(const std::stop_token& stop);
  void SaveAll(const Batch& batch);

  SlotStore& store_;
  const SlotMemory& memory_;
  const DeferringSlotStoreOptions options_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  Batch waiting_;                 // guarded by mutex_
  std::size_t days_waiting_ = 0;  // guarded by mutex_
  Batch being_saved_;             // the same; only its thread changes it
  std::jthread thread_;           // last: it uses all of the above
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_DEFERRING_SLOT_STORE_H_
