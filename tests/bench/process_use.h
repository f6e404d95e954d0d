#ifndef FRONTDESK_TESTS_BENCH_PROCESS_USE_H_
#define FRONTDESK_TESTS_BENCH_PROCESS_USE_H_

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "absl/time/time.h"

namespace frontdesk::bench {

// What processes have used so far, from /proc.
struct ProcessUse {
  absl::Duration cpu;      // user and system, with that of children that have ended
  std::int64_t bytes = 0;  // resident; shared pages count in each
};

// Of all of `pids` together. One that is gone counts nothing.
ProcessUse UseOf(const std::vector<pid_t>& pids);

// 0 if there is none.
pid_t ParentOf(pid_t pid);

// `parent` and its children.
std::vector<pid_t> FamilyOf(pid_t parent);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_PROCESS_USE_H_
