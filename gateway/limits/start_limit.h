#ifndef FRONTDESK_GATEWAY_LIMITS_START_LIMIT_H_
#define FRONTDESK_GATEWAY_LIMITS_START_LIMIT_H_

#include <cstddef>
#include <set>

#include "absl/time/time.h"

namespace frontdesk::gateway {

struct StartLimitOptions {
  std::size_t at_once = 8;
  absl::Duration young_for = absl::Milliseconds(25);
};

// How many requests may compute at a time. Nobody tells whether one computes or waits for somebody
// else, but what takes long waits: so those count that began a moment ago and have not ended. The
// rest, however many, keep nobody from starting. Used by one thread at a time.
class StartLimit {
 public:
  explicit StartLimit(const StartLimitOptions& options) : options_(options) {}

  // Whether one more may begin now.
  bool MayBegin(absl::Time now) {
    young_.erase(young_.begin(), young_.upper_bound(now - options_.young_for));
    return young_.size() < options_.at_once;
  }
  void Begin(absl::Time now) { young_.insert(now); }
  // The one that began then has ended.
  void End(absl::Time began) {
    if (const auto found = young_.find(began); found != young_.end()) young_.erase(found);
  }

  // When time alone lets one more begin; never, where it is not this limit that holds it back.
  absl::Time NextBegin() const {
    if (young_.size() < options_.at_once) return absl::InfiniteFuture();
    return *young_.begin() + options_.young_for;
  }

 private:
  const StartLimitOptions options_;
  std::multiset<absl::Time> young_;  // when they began
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_LIMITS_START_LIMIT_H_
