#include "services/schedule_cache/domain/punctual_slot_store.h"

#include <functional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/concurrency/in_time.h"
#include "libs/status/domain_error.h"

namespace frontdesk::schedule_cache {
namespace {

// For the store to say itself why it is late.
constexpr absl::Duration kGrace = absl::Milliseconds(10);

}  // namespace

template <typename Value>
absl::StatusOr<Value> PunctualSlotStore::InTime(std::function<absl::StatusOr<Value>()> read,
                                                absl::Time deadline) {
  auto value = frontdesk::InTime<absl::StatusOr<Value>>(pool_, deadline + kGrace, std::move(read));
  if (value.has_value()) return *std::move(value);
  return MakeError(DomainError::kBookingSystemUnavailable, "the store does not answer");
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
