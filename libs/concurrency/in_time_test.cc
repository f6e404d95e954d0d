#include "libs/concurrency/in_time.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/concurrency/thread_pool.h"

namespace frontdesk {
namespace {

std::optional<std::string> Ask(ThreadPool& threads, absl::Duration wait,
                               std::function<std::string()> ask) {
  return InTime<std::string>(threads, absl::Now() + wait, std::move(ask));
}

TEST(InTime, GivesWhatIsThereByTheDeadline) {
  ThreadPool threads(1, 1);
  EXPECT_EQ(Ask(threads, absl::Seconds(30), [] { return "there"; }), "there");
  EXPECT_EQ(Ask(threads, absl::InfiniteDuration(), [] { return "there"; }), "there");
}

TEST(InTime, ComesBackAtTheDeadlineWhateverIsNotThere) {
  ThreadPool threads(1, 1);
  std::mutex hanging;
  std::atomic<int> asked = 0;
  const auto hang = [&]() -> std::string {
    ++asked;
    const std::lock_guard lock(hanging);
    return "late";
  };
  {
    const std::lock_guard hold(hanging);
    while (asked == 0) EXPECT_EQ(Ask(threads, absl::Milliseconds(20), hang), std::nullopt);
    EXPECT_EQ(Ask(threads, absl::Milliseconds(20), hang), std::nullopt);
    // The first hangs and the second waits behind it, so there is no room for a third.
    EXPECT_EQ(Ask(threads, absl::InfiniteDuration(), hang), std::nullopt);
  }
  while (!Ask(threads, absl::Seconds(30), [] { return "there"; })) std::this_thread::yield();
  EXPECT_EQ(asked, 1);  // what nobody waited for any more was not asked
}

TEST(InTime, DoesNotBeginOnceTheDeadlineHasPassed) {
  ThreadPool threads(1, 1);
  EXPECT_EQ(Ask(threads, -absl::Seconds(1), [] { return "late"; }), std::nullopt);
  EXPECT_EQ(Ask(threads, -absl::InfiniteDuration(), [] { return "late"; }), std::nullopt);
}

}  // namespace
}  // namespace frontdesk
