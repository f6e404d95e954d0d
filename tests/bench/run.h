#ifndef FRONTDESK_TESTS_BENCH_RUN_H_
#define FRONTDESK_TESTS_BENCH_RUN_H_

#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/bench/bookings.h"
#include "tests/bench/cold.h"
#include "tests/bench/growth.h"
#include "tests/bench/house.h"
#include "tests/bench/progress.h"
#include "tests/bench/results.h"
#include "tests/bench/warm.h"

namespace frontdesk::bench {

// What can be measured without the rest. "warm" takes the start and the floor's SELECTs along.
inline constexpr const char* kParts[] = {"warm", "cold", "bookings", "growth"};

// How much is measured, and for how long.
struct Plan {
  std::set<std::string> only = {};  // of kParts; empty: all of them
  std::vector<Layout> layouts = {Layout::kOneProcess, Layout::kFiveProcesses};
  int clinics = 1;  // of the sandbox's world
  WarmPlan warm = {};
  int starts = 3;
  ColdPlan cold = {};
  BookingPlan bookings = {};
  std::vector<int> select_connections = {1, 8, 32};
  absl::Duration selects = absl::Seconds(1);
  GrowthPlan growth = {};
};

Plan FullPlan();   // within ten minutes
Plan QuickPlan();  // within a minute and a half

// All of it, one after the other. Fails at the first thing that does not work as it should: figures
// beside an error would mislead.
absl::StatusOr<Results> Run(HouseOptions options, const Plan& plan, Progress progress);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_RUN_H_
