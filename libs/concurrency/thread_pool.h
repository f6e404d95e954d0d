#ifndef FRONTDESK_LIBS_CONCURRENCY_THREAD_POOL_H_
#define FRONTDESK_LIBS_CONCURRENCY_THREAD_POOL_H_

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace frontdesk {

// A fixed number of threads that run tasks from a bounded queue, first come, first served. Of
// threads that have nothing to do the one that had something last goes first: its stack and its
// part of the heap are still in the processor's cache. Thread-safe.
class ThreadPool {
 public:
  ThreadPool(std::size_t threads, std::size_t queue_limit);
  // Runs what is queued, then ends the threads.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  // Queues `task`, which must not throw. False, with nothing queued, if the queue is full or
  // closed.
  [[nodiscard]] bool TrySubmit(std::function<void()> task);

  // From now on nothing is queued; what is runs. Idempotent.
  void Close();

 private:
  // A thread that has nothing to do, and what it gets then. It is handed the task itself: it needs
  // the mutex of everybody neither to wake up nor to find what for.
  struct Sleeper {
    std::mutex mutex;  // guards what follows
    std::condition_variable wake;
    bool called = false;
    std::function<void()> task;  // empty: the pool ends
  };

  void Work(Sleeper& self);
  static void Call(Sleeper& sleeper, std::function<void()> task);
  static std::function<void()> AwaitCall(Sleeper& self);

  const std::size_t queue_limit_;
  // Not absl::Mutex: ThreadSanitizer does not see what Debian's libabsl, which is built without it,
  // locks.
  std::mutex mutex_;
  bool closed_ = false;                      // guarded by mutex_
  bool stopping_ = false;                    // guarded by mutex_
  std::vector<Sleeper*> sleepers_;           // who fell asleep last is last; guarded by mutex_
  std::deque<std::function<void()>> queue_;  // empty while somebody sleeps; guarded by mutex_
  std::deque<Sleeper> places_;               // one a thread
  std::vector<std::thread> threads_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CONCURRENCY_THREAD_POOL_H_
