#ifndef FRONTDESK_TESTS_BENCH_PROGRESS_H_
#define FRONTDESK_TESTS_BENCH_PROGRESS_H_

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"

namespace frontdesk::bench {

// Told a line for people at every step.
using Progress = absl::FunctionRef<void(absl::string_view line)>;

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_PROGRESS_H_
