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
  bool first = false;
  Watch::Key key;
  {
    const std::lock_guard lock(mutex_);
    key = {when, ++watches_};
    barks_.emplace(key, std::move(bark));
    first = barks_.begin()->first == key;
  }
  if (first) changed_.notify_one();
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
      changed_.wait(lock);
      continue;
    }
    const auto next = barks_.begin();
    const TimePoint when = next->first.first;
    if (when > std::chrono::steady_clock::now()) {
      changed_.wait_until(lock, when);
      continue;
    }
    const std::function<void()> bark = std::move(next->second);
    barks_.erase(next);
    bark();
  }
}

}  // namespace frontdesk
