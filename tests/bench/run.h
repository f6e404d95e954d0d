#ifndef FRONTDESK_TESTS_BENCH_RUN_H_
#define FRONTDESK_TESTS_BENCH_RUN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/house.h"
#include "tests/bench/progress.h"
#include "tests/bench/results.h"
#include "tests/bench/warm.h"

namespace frontdesk::bench {

// How much is measured, and for how long.
struct Plan {
  std::vector<Layout> layouts = {Layout::kOneProcess, Layout::kFiveProcesses};
  WarmPlan warm = {};
  int starts = 3;
};

Plan FullPlan();   // within ten minutes
Plan QuickPlan();  // within a minute and a half

// All of it, one after the other. Fails at the first thing that does not work as it should: figures
// beside an error would mislead.
absl::StatusOr<Results> Run(const HouseOptions& options, const Plan& plan, Progress progress);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_RUN_H_
