#ifndef FRONTDESK_LIBS_CLINICS_CLINIC_CHANGES_H_
#define FRONTDESK_LIBS_CLINICS_CLINIC_CHANGES_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "absl/hash/hash.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk {

// Whether what this process holds of a clinic (who it is, its numbers, keys and directory) is still
// so, as far as it has been told. Who holds something notes Now() before reading it:
//
//   const auto noted = changes.Now();
//   ... read something about a clinic from the database ...
//   holds = !changes.Since(clinic, noted) && changes.Known(clock.Now(), within);
//
// Counts rather than looks at clocks, since those are set back. Takes the same room however many
// clinics there are: some share a slot, and then a change of one looks like one of the others,
// which costs a read. Thread-safe, and never waits; one thread at a time may tell.
class ClinicChanges {
 public:
  using Moment = std::uint64_t;

  Moment Now() const { return last_.load(); }

  // Whether the clinic has changed since `moment`.
  bool Since(const ClinicId& clinic, Moment moment) const {
    return everything_.load() > moment || SlotOf(clinic).load() > moment;
  }

  // Whether all clinics count as changed since `moment`.
  bool AllSince(Moment moment) const { return everything_.load() > moment; }

  // Whether all changes that were committed longer than `within` before `now` have been told.
  bool Known(absl::Time now, absl::Duration within) const {
    const absl::Time until = absl::FromUnixNanos(until_ns_.load());
    // A clock that was set back proves nothing.
    return until <= now && now - until <= within;
  }
  absl::Time KnownUntil() const { return absl::FromUnixNanos(until_ns_.load()); }

  // Tells that the clinic changed; that any may have; that all has been told that was committed
  // before `moment`.
  void Tell(const ClinicId& clinic) { SlotOf(clinic).store(++last_); }
  void TellAll() { everything_.store(++last_); }
  void Confirm(absl::Time moment) { until_ns_.store(absl::ToUnixNanos(moment)); }

 private:
  using Slot = std::atomic<Moment>;
  const Slot& SlotOf(const ClinicId& clinic) const {
    return slots_[absl::HashOf(clinic) % slots_.size()];
  }
  Slot& SlotOf(const ClinicId& clinic) { return slots_[absl::HashOf(clinic) % slots_.size()]; }

  Slot last_ = 1;
  Slot everything_ = 1;
  std::atomic<std::int64_t> until_ns_ = std::numeric_limits<std::int64_t>::min();
  std::array<Slot, 4096> slots_{};
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CLINIC_CHANGES_H_
