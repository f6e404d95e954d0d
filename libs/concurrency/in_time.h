#ifndef FRONTDESK_LIBS_CONCURRENCY_IN_TIME_H_
#define FRONTDESK_LIBS_CONCURRENCY_IN_TIME_H_

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/concurrency/thread_pool.h"

namespace frontdesk {

// What `ask` returns, where that is before `deadline`; nothing where it is late, or where too many
// wait for a thread. For what may take longer than whoever asks can wait, such as a database that
// says nothing: it goes on alone and its result is thrown away, so it must own what it uses. It
// must not throw, and is not begun once the deadline has passed.
template <typename Value>
std::optional<Value> InTime(ThreadPool& threads, absl::Time deadline, std::function<Value()> ask) {
  constexpr absl::Duration kLongest = absl::Minutes(10);
  struct Reply {
    std::mutex mutex;
    std::condition_variable there;
    std::optional<Value> value;  // guarded by mutex
  };
  const auto until = std::chrono::steady_clock::now() +
                     absl::ToChronoNanoseconds(std::min(deadline - absl::Now(), kLongest));
  const auto reply = std::make_shared<Reply>();
  const bool queued = threads.TrySubmit([reply, until, ask = std::move(ask)] {
    if (std::chrono::steady_clock::now() >= until) return;  // whoever asked has gone
    Value value = ask();
    {
      const std::lock_guard lock(reply->mutex);
      reply->value = std::move(value);
    }
    reply->there.notify_one();
  });
  if (!queued) return std::nullopt;
  std::unique_lock lock(reply->mutex);
  reply->there.wait_until(lock, until, [&] { return reply->value.has_value(); });
  return std::move(reply->value);
}

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CONCURRENCY_IN_TIME_H_
