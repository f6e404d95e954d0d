#include "libs/concurrency/watchdog.h"

#include <chrono>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <thread>

#include "gtest/gtest.h"

namespace frontdesk {
namespace {

using SteadyClock = std::chrono::steady_clock;

TEST(Watchdog, BarksAtItsTimeAndNotBefore) {
  Watchdog dog;
  std::promise<SteadyClock::time_point> barked;
  const SteadyClock::time_point when = SteadyClock::now() + std::chrono::milliseconds(20);

  const Watchdog::Watch watch = dog.At(when, [&] { barked.set_value(SteadyClock::now()); });

  EXPECT_GE(barked.get_future().get(), when);
}

// A watch that came before the one being waited for used to wait behind it.
TEST(Watchdog, TheEarlierWatchBarksFirst) {
  Watchdog dog;
  std::promise<void> barked;
  const SteadyClock::time_point now = SteadyClock::now();

  const Watchdog::Watch late = dog.At(now + std::chrono::hours(1), [] { FAIL(); });
  const Watchdog::Watch early =
      dog.At(now + std::chrono::milliseconds(5), [&] { barked.set_value(); });

  barked.get_future().wait();
}

TEST(Watchdog, IsSilentOnceTheWatchIsOver) {
  Watchdog dog;
  bool barked = false;
  {
    const Watchdog::Watch watch =
        dog.At(SteadyClock::now() + std::chrono::hours(1), [&] { barked = true; });
  }
  std::promise<void> later;
  const Watchdog::Watch next = dog.At(SteadyClock::now(), [&] { later.set_value(); });

  later.get_future().wait();
  EXPECT_FALSE(barked);
}

TEST(Watchdog, BarksForAWatchThatCameWhileItSleptForOneThatIsOver) {
  Watchdog dog;
  std::promise<SteadyClock::time_point> barked;
  const SteadyClock::time_point now = SteadyClock::now();
  {
    const Watchdog::Watch over = dog.At(now + std::chrono::milliseconds(5), [] { FAIL(); });
  }

  const SteadyClock::time_point when = now + std::chrono::milliseconds(10);
  const Watchdog::Watch watch = dog.At(when, [&] { barked.set_value(SteadyClock::now()); });

  EXPECT_GE(barked.get_future().get(), when);
}

// How often the threads of this process have gone to sleep.
int Sleeps() {
  int sleeps = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream status(task.path() / "status");
    for (std::string word; status >> word;) {
      if (word != "voluntary_ctxt_switches:") continue;
      status >> word;
      sleeps += std::stoi(word);
    }
  }
  return sleeps;
}

// Each exchange with the database used to wake it.
TEST(Watchdog, SleepsOnWhileWatchesComeAndGo) {
  Watchdog dog;
  const int before = Sleeps();
  for (int i = 0; i < 500; ++i) {
    const Watchdog::Watch watch = dog.At(SteadyClock::now() + std::chrono::hours(1), [] {});
    std::this_thread::yield();
    if (i % 10 == 0) std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  EXPECT_LT(Sleeps() - before, 80);
}

}  // namespace
}  // namespace frontdesk
