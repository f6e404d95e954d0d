#ifndef FRONTDESK_LIBS_CONCURRENCY_THREAD_POOL_H_
#define FRONTDESK_LIBS_CONCURRENCY_THREAD_POOL_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace frontdesk {

// A fixed number of threads that run tasks from a bounded queue, first come, first served. Thread-safe.
class ThreadPool {
 public:
  ThreadPool(std::size_t threads, std::size_t queue_limit);
  // Runs what is queued, then ends the threads.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // Queues `task`, which must not throw. False, with nothing queued, if the queue is full.
  [[nodiscard]] bool TrySubmit(std::function<void()> task);

 private:
  bool HasWork() const ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopping_ || !queue_.empty(); }
  void Work();

  const std::size_t queue_limit_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::thread> threads_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CONCURRENCY_THREAD_POOL_H_
