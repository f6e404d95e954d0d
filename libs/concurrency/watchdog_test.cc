#include "libs/concurrency/watchdog.h"

#include <future>

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

}  // namespace
}  // namespace frontdesk
