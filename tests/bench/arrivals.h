#ifndef FRONTDESK_TESTS_BENCH_ARRIVALS_H_
#define FRONTDESK_TESTS_BENCH_ARRIVALS_H_

#include <cstdint>
#include <random>

#include "absl/time/time.h"

namespace frontdesk::bench {

// When the requests of an open loop are due: callers who know nothing of each other, so many a
// second on average, whatever becomes of the requests before. The same seed gives the same moments.
class Arrivals {
 public:
  // `per_second` must be positive.
  Arrivals(double per_second, std::uint64_t seed) : per_second_(per_second), random_(seed) {}

  // When the next one is due, since the beginning. Never earlier than the one before.
  absl::Duration Next();

 private:
  const double per_second_;
  std::mt19937_64 random_;
  absl::Duration due_ = absl::ZeroDuration();
};

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_ARRIVALS_H_
