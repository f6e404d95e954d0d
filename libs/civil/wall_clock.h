#ifndef FRONTDESK_LIBS_CIVIL_WALL_CLOCK_H_
#define FRONTDESK_LIBS_CIVIL_WALL_CLOCK_H_

#include <atomic>
#include <cstdint>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"

namespace frontdesk {

// What clinics take for now: which day is today, and what is over. It is the system's time unless
// the process was started at another date (--clock), as tests are for the nights on which clocks
// change. Deadlines and what is compared with another machine's clock take SystemClock.
// Thread-safe.
class WallClock : public Clock {
 public:
  absl::Time Now() const override { return absl::Now() + absl::Nanoseconds(ahead_.load()); }

  // All wall clocks of the process read `time` now and run on from there. Only later times than the
  // system's will do: a deadline that some part takes from a wall clock is then late, never over.
  static void StartAt(absl::Time time) { ahead_ = absl::ToInt64Nanoseconds(time - absl::Now()); }

 private:
  static inline std::atomic<std::int64_t> ahead_ = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_WALL_CLOCK_H_
