#include "libs/concurrency/thread_pool.h"

#include <cstddef>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace frontdesk {

ThreadPool::ThreadPool(std::size_t threads, std::size_t queue_limit)
    : queue_limit_(queue_limit), places_(threads) {
  threads_.reserve(threads);
  for (Sleeper& place : places_) threads_.emplace_back([this, &place] { Work(place); });
}

ThreadPool::~ThreadPool() {
  std::vector<Sleeper*> asleep;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    asleep.swap(sleepers_);
  }
  for (Sleeper* sleeper : asleep) Call(*sleeper, nullptr);
  for (std::thread& thread : threads_) thread.join();
}

bool ThreadPool::TrySubmit(std::function<void()> task) {
  Sleeper* next = nullptr;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || stopping_) return false;
    if (sleepers_.empty()) {
      if (queue_.size() >= queue_limit_) return false;
      queue_.push_back(std::move(task));
      return true;
    }
    next = sleepers_.back();
    sleepers_.pop_back();
  }
  Call(*next, std::move(task));
  return true;
}

void ThreadPool::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
}

void ThreadPool::Call(Sleeper& sleeper, std::function<void()> task) {
  {
    const std::lock_guard lock(sleeper.mutex);
    sleeper.task = std::move(task);
    sleeper.called = true;
  }
  sleeper.wake.notify_one();
}

std::function<void()> ThreadPool::AwaitCall(Sleeper& self) {
  std::unique_lock lock(self.mutex);
  self.wake.wait(lock, [&] { return self.called; });
  self.called = false;
  return std::exchange(self.task, nullptr);
}

void ThreadPool::Work(Sleeper& self) {
  while (true) {
    std::function<void()> task;
    {
      const std::lock_guard lock(mutex_);
      if (!queue_.empty()) {
        task = std::move(queue_.front());
        queue_.pop_front();
      } else if (stopping_) {
        return;
      } else {
        sleepers_.push_back(&self);
      }
    }
    if (task == nullptr) task = AwaitCall(self);
    if (task == nullptr) return;
    task();
  }
}

}  // namespace frontdesk
