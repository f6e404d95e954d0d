#include "libs/concurrency/thread_pool.h"

#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace frontdesk {

ThreadPool::ThreadPool(std::size_t threads, std::size_t queue_limit) : queue_limit_(queue_limit) {
  threads_.reserve(threads);
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (Sleeper* sleeper : sleepers_) {
      sleeper->called = true;
      sleeper->wake.notify_one();
    }
  }
  for (std::thread& thread : threads_) thread.join();
}

bool ThreadPool::TrySubmit(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  if (stopping_ || queue_.size() >= queue_limit_) return false;
  queue_.push_back(std::move(task));
  if (!sleepers_.empty()) {
    Sleeper* const last = sleepers_.back();
    sleepers_.pop_back();
    last->called = true;
    // Under the lock: a thread that wakes by itself may end, and take the sleeper with it.
    last->wake.notify_one();
  }
  return true;
}

void ThreadPool::Work() {
  Sleeper self;
  while (true) {
    std::function<void()> task;
    {
      std::unique_lock lock(mutex_);
      while (queue_.empty()) {
        if (stopping_) return;
        self.called = false;
        sleepers_.push_back(&self);
        self.wake.wait(lock, [&] { return self.called; });
      }
      task = std::move(queue_.front());
      queue_.pop_front();
    }
    task();
  }
}

}  // namespace frontdesk
