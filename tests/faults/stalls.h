#ifndef FRONTDESK_TESTS_FAULTS_STALLS_H_
#define FRONTDESK_TESTS_FAULTS_STALLS_H_

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

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

  // How much of [from, to] it held the thread up, in all: what it may have cost something else that
  // passed from thread to thread meanwhile.
  absl::Duration During(absl::Time from, absl::Time to) const {
    const std::lock_guard lock(mutex_);
    absl::Duration sum;
    for (const Stall& stall : stalls_) {
      const absl::Duration part = std::min(stall.end, to) - std::max(stall.begin, from);
      sum += std::max(part, absl::ZeroDuration());
    }
    return sum;
  }

  absl::Duration longest() const {
    const std::lock_guard lock(mutex_);
    return longest_;
  }

 private:
  struct Stall {
    absl::Time begin;
    absl::Time end;
  };

  void Watch() {
    constexpr absl::Duration kMoment = absl::Milliseconds(1);
    while (!stopping_) {
      const absl::Time before = absl::Now();
      absl::SleepFor(kMoment);
      const absl::Time after = absl::Now();
      const absl::Duration held_up = after - before - kMoment;
      const std::lock_guard lock(mutex_);
      longest_ = std::max(longest_, held_up);
      if (held_up >= kMoment) stalls_.push_back({.begin = before + kMoment, .end = after});
    }
  }

  mutable std::mutex mutex_;
  absl::Duration longest_;     // guarded by mutex_
  std::vector<Stall> stalls_;  // guarded by mutex_
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_FAULTS_STALLS_H_
