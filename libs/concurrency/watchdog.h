#ifndef FRONTDESK_LIBS_CONCURRENCY_WATCHDOG_H_
#define FRONTDESK_LIBS_CONCURRENCY_WATCHDOG_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace frontdesk {

// Barks when something has taken too long: one thread for any number of exchanges, for libraries
// that do not keep a deadline themselves (cpp-httplib bounds each read but not their sum, libpqxx
// bounds nothing). Thread-safe; may be shared by many.
class Watchdog {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  Watchdog();
  // No Watch may be left.
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // Once it is destroyed, its bark has come to an end or will never be heard.
  class Watch {
   public:
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    friend class Watchdog;
    using Key = std::pair<TimePoint, uint64_t>;
    Watch(Watchdog& dog, Key key) : dog_(dog), key_(key) {}

    Watchdog& dog_;
    const Key key_;
  };

  // Calls `bark` at `when`, at once if that is past, on the watchdog's thread. It must be quick and
  // must not use the watchdog.
  [[nodiscard]] Watch At(TimePoint when, std::function<void()> bark);

 private:
  void Run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Watch::Key, std::function<void()>> barks_;
  uint64_t watches_ = 0;
  TimePoint sleeps_until_ = TimePoint::max();  // unless it is woken
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CONCURRENCY_WATCHDOG_H_
