#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_SANDBOX_CLOCK_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_SANDBOX_CLOCK_H_

#include <mutex>
#include <optional>

#include "absl/time/time.h"
#include "libs/civil/clock.h"

namespace frontdesk::sandbox {

// The sandbox's own time: another clock's, moved by an offset, or standing still. Thread-safe.
class SandboxClock : public Clock {
 public:
  // `base` must outlive the object.
  explicit SandboxClock(const Clock& base) : base_(base) {}

  absl::Time Now() const override {
    const std::lock_guard lock(mutex_);
    return fixed_ ? *fixed_ : base_.Now() + offset_;
  }

  // Stands still at `time`.
  void Fix(absl::Time time) {
    const std::lock_guard lock(mutex_);
    fixed_ = time;
  }
  // Runs with the base, `offset` ahead of it.
  void Run(absl::Duration offset) {
    const std::lock_guard lock(mutex_);
    fixed_.reset();
    offset_ = offset;
  }
  // Runs with the base, and reads `time` now.
  void RunFrom(absl::Time time) { Run(time - base_.Now()); }
  void Advance(absl::Duration by) {
    const std::lock_guard lock(mutex_);
    if (fixed_) *fixed_ += by;
    offset_ += by;
  }
  bool is_fixed() const {
    const std::lock_guard lock(mutex_);
    return fixed_.has_value();
  }

 private:
  const Clock& base_;
  mutable std::mutex mutex_;
  std::optional<absl::Time> fixed_;
  absl::Duration offset_;
};

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_SANDBOX_CLOCK_H_
