#ifndef FRONTDESK_LIBS_POSTGRES_DATABASE_HEALTH_H_
#define FRONTDESK_LIBS_POSTGRES_DATABASE_HEALTH_H_

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"

namespace frontdesk {

struct DatabaseHealthOptions {
  absl::Duration every = absl::Seconds(1);     // between two looks
  absl::Duration patience = absl::Seconds(1);  // of one look
  // A database that answered is away once it has not for so long: a restart of a second or two is
  // nothing that anybody should be sent away for.
  absl::Duration away_after = absl::Seconds(3);
};

// Knows whether a database answers, from looking at it in the background over a connection of its
// own, so that a busy pool does not look like a database that is away. Thread-safe.
class DatabaseHealth {
 public:
  // Looks once before it returns. `on_change` is told each time that the database begins or ceases
  // to answer, and the first look; by one thread at a time. `url`: see PostgresPoolOptions.
  DatabaseHealth(std::string url, const DatabaseHealthOptions& options,
                 std::function<void(bool answers)> on_change);
  ~DatabaseHealth();
  DatabaseHealth(const DatabaseHealth&) = delete;
  DatabaseHealth& operator=(const DatabaseHealth&) = delete;

  bool answers() const { return answers_; }

 private:
  using SteadyClock = std::chrono::steady_clock;

  void Watch();
  bool Look();
  void Tell(bool answers);

  const DatabaseHealthOptions options_;
  const std::function<void(bool)> on_change_;
  PostgresPool pool_;
  std::atomic<bool> answers_ = false;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;     // last: it uses all of the above
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_POSTGRES_DATABASE_HEALTH_H_
