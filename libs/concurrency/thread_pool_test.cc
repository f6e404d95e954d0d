#include "libs/concurrency/thread_pool.h"

#include <atomic>

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

}  // namespace
}  // namespace frontdesk::test
