#ifndef FRONTDESK_TESTS_BENCH_REPORT_H_
#define FRONTDESK_TESTS_BENCH_REPORT_H_

#include <string>

#include "tests/bench/results.h"

namespace frontdesk::bench {

// All of it, for people: docs/benchmarks.md. What was not measured is left out.
std::string MarkdownOf(const Results& results);

// What a run prints at its end: the goals, and the warm webhooks.
std::string SummaryOf(const Results& results);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_REPORT_H_
