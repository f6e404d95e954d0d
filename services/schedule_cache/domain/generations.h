#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_GENERATIONS_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_GENERATIONS_H_

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "absl/hash/hash.h"
#include "libs/domain/ids.h"

namespace frontdesk::schedule_cache {

// Tells whether what was read about a practitioner is still what is true: a number that grows with
// each change. Who reads something notes the number first; while it is the same, nothing has
// changed since.
//
// Takes the same room however many practitioners there are: some share a counter, and then a change
// of one looks like a change of all, which costs a read and nothing else. Thread-safe, and never
// waits.
class Generations {
  using Counter = std::atomic<std::uint64_t>;

  template <typename Counters>
  static auto& Slot(Counters& counters, std::size_t hash) {
    return counters[hash % counters.size()];
  }

 public:
  std::uint64_t Of(const ClinicId& clinic, const PractitionerId& practitioner) const {
    // Each summand only grows, so equal sums mean that none has changed.
    return everything_.load() + Slot(clinics_, absl::HashOf(clinic)).load() +
           Slot(practitioners_, absl::HashOf(clinic, practitioner)).load();
  }

  // An empty practitioner stands for all of the clinic's.
  void Change(const ClinicId& clinic, const PractitionerId& practitioner) {
    if (practitioner.empty()) {
      ++Slot(clinics_, absl::HashOf(clinic));
    } else {
      ++Slot(practitioners_, absl::HashOf(clinic, practitioner));
    }
  }

  void ChangeEverything() { ++everything_; }

 private:
  Counter everything_ = 0;
  std::array<Counter, 1024> clinics_{};
  std::array<Counter, 8192> practitioners_{};
};

}  // namespace frontdesk::schedule_cache

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DOMAIN_GENERATIONS_H_
