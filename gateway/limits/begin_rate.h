#ifndef FRONTDESK_GATEWAY_LIMITS_BEGIN_RATE_H_
#define FRONTDESK_GATEWAY_LIMITS_BEGIN_RATE_H_

#include <algorithm>
#include <cstddef>

#include "absl/time/time.h"

namespace frontdesk::gateway {

// How many may begin in a second, whoever they are of; as many may begin at once. Used by one
// thread at a time.
class BeginRate {
 public:
  // `per_second` is positive.
  explicit BeginRate(std::size_t per_second)
      : gap_(absl::Seconds(1) / static_cast<double>(per_second)) {}

  // Whether one more may begin now.
  bool MayBegin(absl::Time now) const { return NextBegin() <= now; }
  void Begin(absl::Time now) { full_at_ = std::max(full_at_, now) + gap_; }

  // When one more may begin.
  absl::Time NextBegin() const { return full_at_ + gap_ - absl::Seconds(1); }

 private:
  const absl::Duration gap_;
  absl::Time full_at_ = absl::InfinitePast();  // again, if nothing begins
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_LIMITS_BEGIN_RATE_H_
