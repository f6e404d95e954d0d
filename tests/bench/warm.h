#ifndef FRONTDESK_TESTS_BENCH_WARM_H_
#define FRONTDESK_TESTS_BENCH_WARM_H_

#include <cstddef>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/bench/house.h"
#include "tests/bench/progress.h"
#include "tests/bench/results.h"

namespace frontdesk::bench {

struct WarmPlan {
  std::vector<int> connections = {1, 8, 32};
  int rounds = 4;  // of ours and the floor's in turn, so that what disturbs the machine hits both
  absl::Duration closed = absl::Milliseconds(250);  // of each round
  absl::Duration open = absl::Seconds(1);           // in all
  std::size_t counted = 400;  // requests whose gRPC calls and requests to Cliniko are counted
  // The open loop asks both as often: at this part of what the slower one can.
  double load = 0.5;
};

// Every webhook of the first clinic over the layout that runs.
absl::StatusOr<std::vector<WarmRow>> MeasureWarm(House& house, const WarmPlan& plan,
                                                 Progress progress);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_WARM_H_
