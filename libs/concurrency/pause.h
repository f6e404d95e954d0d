#ifndef FRONTDESK_LIBS_CONCURRENCY_PAUSE_H_
#define FRONTDESK_LIBS_CONCURRENCY_PAUSE_H_

#include <condition_variable>
#include <mutex>
#include <stop_token>

#include "absl/time/time.h"

namespace frontdesk {

// Waits for `time`, less if a stop is requested. Returns whether nobody requested one.
inline bool Pause(absl::Duration time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, absl::ToChronoNanoseconds(time), [] { return false; });
  return !stop.stop_requested();
}

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CONCURRENCY_PAUSE_H_
