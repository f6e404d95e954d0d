#include "tests/bench/arrivals.h"

#include <cmath>

#include "absl/time/time.h"

namespace frontdesk::bench {

absl::Duration Arrivals::Next() {
  // By hand, since std::exponential_distribution is free to differ between libraries.
  const double uniform = static_cast<double>(random_() >> 11) * 0x1p-53;  // [0, 1)
  due_ += absl::Seconds(-std::log1p(-uniform) / per_second_);
  return due_;
}

}  // namespace frontdesk::bench
