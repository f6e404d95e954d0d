#ifndef FRONTDESK_TESTS_BENCH_GROWTH_H_
#define FRONTDESK_TESTS_BENCH_GROWTH_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/bench/house.h"
#include "tests/bench/progress.h"
#include "tests/bench/results.h"

namespace frontdesk::bench {

struct GrowthPlan {
  std::vector<std::size_t> clinics = {1, 100, 5'000};
  std::vector<std::size_t> sessions = {100, 10'000, 200'000};
  int connections = 8;
  absl::Duration idle = absl::Seconds(2);
  absl::Duration measured = absl::Seconds(4);  // of each size
};

// Warm questions while there are more and more clinics and live sessions, in one process that is
// started anew for each size. What there is more of is written straight into the database, as
// copies of the first clinic. Leaves it all there.
absl::StatusOr<std::vector<GrowthRow>> MeasureGrowth(House& house, const GrowthPlan& plan,
                                                     Progress progress);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_GROWTH_H_
