#ifndef FRONTDESK_TESTS_BENCH_RESULTS_JSON_H_
#define FRONTDESK_TESTS_BENCH_RESULTS_JSON_H_

#include <string>

#include "tests/bench/results.h"

namespace frontdesk::bench {

// All of it, for machines: docs/benchmarks.json. Units are in the names.
std::string JsonOf(const Results& results);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_RESULTS_JSON_H_
