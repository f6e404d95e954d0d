#include "libs/concurrency/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <map>
#include <thread>

#include "absl/synchronization/barrier.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/notification.h"
#include "gtest/gtest.h"

namespace frontdesk::test {
namespace {

TEST(ThreadPool, RunsEveryTaskBeforeItEnds) {
  std::atomic<int> ran = 0;
  {
    ThreadPool pool(/*threads=*/3, /*queue_limit=*/100);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(pool.TrySubmit([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 100);
}

TEST(ThreadPool, RefusesWhatTheQueueCannotHold) {
  absl::Notification started;
  absl::Notification go_on;
  ThreadPool pool(/*threads=*/1, /*queue_limit=*/1);
  ASSERT_TRUE(pool.TrySubmit([&] {
    started.Notify();
    go_on.WaitForNotification();
  }));
  started.WaitForNotification();

  EXPECT_TRUE(pool.TrySubmit([] {}));
  EXPECT_FALSE(pool.TrySubmit([] {}));
  go_on.Notify();
}

TEST(ThreadPool, RefusesEverythingOnceClosedAndRunsWhatIsQueued) {
  std::atomic<int> ran = 0;
  {
    ThreadPool pool(/*threads=*/1, /*queue_limit=*/10);
    ASSERT_TRUE(pool.TrySubmit([&] { ++ran; }));
    ASSERT_TRUE(pool.TrySubmit([&] { ++ran; }));
    pool.Close();
    EXPECT_FALSE(pool.TrySubmit([&] { ++ran; }));
  }
  EXPECT_EQ(ran, 2);
}

TEST(ThreadPool, GivesATaskToTheThreadThatRanLast) {
  // Four threads, all asleep but for the one that is used: it is the same one each time, once it
  // has fallen asleep again, which it mostly has.
  ThreadPool pool(/*threads=*/4, /*queue_limit=*/10);
  std::map<std::thread::id, int> runs;
  for (int i = 0; i < 200; ++i) {
    // Not absl::Notification, which ThreadSanitizer does not see.
    std::promise<std::thread::id> ran;
    ASSERT_TRUE(pool.TrySubmit([&] { ran.set_value(std::this_thread::get_id()); }));
    ++runs[ran.get_future().get()];
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const auto most = std::max_element(
      runs.begin(), runs.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  EXPECT_GT(most->second, 100);
}

TEST(ThreadPool, WakesAsManyThreadsAsThereAreTasks) {
  constexpr int kThreads = 8;
  ThreadPool pool(kThreads, /*queue_limit=*/kThreads);
  absl::Barrier* const together = new absl::Barrier(kThreads);
  absl::BlockingCounter done(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    ASSERT_TRUE(pool.TrySubmit([&] {
      // For all others, each of which needs a thread of its own.
      if (together->Block()) delete together;
      done.DecrementCount();
    }));
  }
  done.Wait();
}

}  // namespace
}  // namespace frontdesk::test
