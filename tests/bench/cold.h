#ifndef FRONTDESK_TESTS_BENCH_COLD_H_
#define FRONTDESK_TESTS_BENCH_COLD_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/bench/house.h"
#include "tests/bench/progress.h"
#include "tests/bench/results.h"

namespace frontdesk::bench {

struct ColdPlan {
  std::vector<absl::Duration> cliniko = {absl::ZeroDuration(), absl::Milliseconds(150)};
  int rounds = 1;  // each asks every clinic once
};

// Questions for free times of which nothing is known, over the layout that runs.
absl::StatusOr<std::vector<ColdRow>> MeasureCold(House& house, const ColdPlan& plan,
                                                 Progress progress);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_COLD_H_
