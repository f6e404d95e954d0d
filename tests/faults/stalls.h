#ifndef FRONTDESK_TESTS_FAULTS_STALLS_H_
#define FRONTDESK_TESTS_FAULTS_STALLS_H_

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace frontdesk::test {

// How long the machine itself has held up a thread that only wanted to sleep a moment, at worst,
// while the object lives. A test that holds the product to milliseconds must not blame it for
// these.
class Stalls {
 public:
  Stalls() : thread_([this] { Watch(); }) {}
  ~Stalls() {
    stopping_ = true;
    thread_.join();
  }
  Stalls(const Stalls&) = delete;
  Stalls& operator=(const Stalls&) = delete;

  absl::Duration longest() const {
    const std::lock_guard lock(mutex_);
    return longest_;
  }

 private:
  void Watch() {
    constexpr absl::Duration kMoment = absl::Milliseconds(1);
    while (!stopping_) {
      const absl::Time before = absl::Now();
      absl::SleepFor(kMoment);
      const absl::Duration held_up = absl::Now() - before - kMoment;
      const std::lock_guard lock(mutex_);
      longest_ = std::max(longest_, held_up);
    }
  }

  mutable std::mutex mutex_;
  absl::Duration longest_;  // guarded by mutex_
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_FAULTS_STALLS_H_
