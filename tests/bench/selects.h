#ifndef FRONTDESK_TESTS_BENCH_SELECTS_H_
#define FRONTDESK_TESTS_BENCH_SELECTS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "tests/bench/results.h"

namespace frontdesk::bench {

// One row by its primary key over libpqxx, in a closed loop with a thread for each connection: what
// a question to the database cannot cost less than. There must be a clinic.
absl::StatusOr<std::vector<SelectRow>> MeasureSelects(const std::string& database_url,
                                                      const std::vector<int>& connections,
                                                      absl::Duration duration);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_SELECTS_H_
