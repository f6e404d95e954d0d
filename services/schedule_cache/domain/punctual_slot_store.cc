#include "services/schedule_cache/domain/punctual_slot_store.h"

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/status/domain_error.h"

namespace frontdesk::schedule_cache {
namespace {

// For the store to say itself why it is late.
constexpr absl::Duration kGrace = absl::Milliseconds(10);
constexpr absl::Duration kLongestRead = absl::Minutes(10);

// What a reader leaves for who asked.
template <typename Value>
struct Reply {
  std::mutex mutex;
  std::condition_variable there;
  std::optional<absl::StatusOr<Value>> value;  // guarded by mutex
};

}  // namespace

template <typename Value>
absl::StatusOr<Value> PunctualSlotStore::InTime(std::function<absl::StatusOr<Value>()> read,
                                                absl::Time deadline) {
  const auto reply = std::make_shared<Reply<Value>>();
  const absl::Time until = std::min(deadline + kGrace, absl::Now() + kLongestRead);
  const bool queued = pool_.TrySubmit([reply, until, read = std::move(read)] {
    if (absl::Now() >= until) return;  // whoever asked has gone
    absl::StatusOr<Value> value = read();
    const std::lock_guard lock(reply->mutex);
    reply->value = std::move(value);
    reply->there.notify_one();
  });
  if (!queued) {
    return MakeError(DomainError::kBookingSystemUnavailable, "too many wait for the store");
  }
  std::unique_lock lock(reply->mutex);
  if (!reply->there.wait_until(lock, absl::ToChronoTime(until),
                               [&] { return reply->value.has_value(); })) {
    return MakeError(DomainError::kBookingSystemUnavailable, "the store does not answer");
  }
  return *std::move(reply->value);
}

absl::StatusOr<SlotStore::Known> PunctualSlotStore::Load(const ClinicId& clinic,
                                                         absl::Span<const Offering> offerings,
                                                         const DaySpan& days,
                                                         const TimeRange& within,
                                                         absl::Time deadline) {
  return InTime<Known>(
      [this, clinic, all = std::vector<Offering>(offerings.begin(), offerings.end()), days, within,
       deadline] { return store_.Load(clinic, all, days, within, deadline); },
      deadline);
}

absl::StatusOr<TakenTimes> PunctualSlotStore::LoadTaken(const ClinicId& clinic,
                                                        absl::Span<const Offering> offerings,
                                                        const TimeRange& within,
                                                        absl::Time deadline) {
  return InTime<TakenTimes>(
      [this, clinic, all = std::vector<Offering>(offerings.begin(), offerings.end()), within,
       deadline] { return store_.LoadTaken(clinic, all, within, deadline); },
      deadline);
}

}  // namespace frontdesk::schedule_cache
