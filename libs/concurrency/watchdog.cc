#include "libs/concurrency/watchdog.h"

namespace frontdesk {

Watchdog::Watchdog() : thread_([this] { Run(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

Watchdog::Watch Watchdog::At(TimePoint when, std::function<void()> bark) {
  bool wake = false;
  Watch::Key key;
  {
    const std::lock_guard lock(mutex_);
    key = {when, ++watches_};
    barks_.emplace(key, std::move(bark));
    // Most watches end long before they bark. Where the thread wakes for an earlier one anyway,
    // even one that is over by now, it sees this one then.
    wake = when < sleeps_until_;
    if (wake) sleeps_until_ = when;
  }
  if (wake) changed_.notify_one();
  return {*this, key};
}

// The bark runs under the same mutex, so it cannot be half way through when erase returns.
Watchdog::Watch::~Watch() {
  const std::lock_guard lock(dog_.mutex_);
  dog_.barks_.erase(key_);
}

void Watchdog::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (barks_.empty()) {
      sleeps_until_ = TimePoint::max();
      changed_.wait(lock);
      continue;
    }
    const auto next = barks_.begin();
    const TimePoint when = next->first.first;
    if (when > std::chrono::steady_clock::now()) {
      sleeps_until_ = when;
      changed_.wait_until(lock, when);
      continue;
    }
    const std::function<void()> bark = std::move(next->second);
    barks_.erase(next);
    bark();
  }
}

}  // namespace frontdesk
