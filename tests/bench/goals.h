#ifndef FRONTDESK_TESTS_BENCH_GOALS_H_
#define FRONTDESK_TESTS_BENCH_GOALS_H_

#include <string>
#include <vector>

#include "tests/bench/results.h"

namespace frontdesk::bench {

// Something that Frontdesk is to show, and what was measured of it.
struct Goal {
  std::string goal;
  std::string measured;
  bool met = false;
};

// Those about which something was measured.
std::vector<Goal> GoalsOf(const Results& results);

// What one more of `rows` takes, by the first and the last: bytes of memory of Frontdesk's
// processes, and of the database's rows.
struct BytesEach {
  double memory = 0;
  double database = 0;
};
BytesEach BytesOfOneMore(const std::vector<GrowthRow>& rows);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_GOALS_H_
