#include "libs/postgres/database_health.h"

#include <chrono>
#include <functional>
#include <mutex>
#include <pqxx/nontransaction>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/telemetry/log.h"

namespace frontdesk {

DatabaseHealth::DatabaseHealth(std::string url, const DatabaseHealthOptions& options,
                               std::function<void(bool answers)> on_change)
    : options_(options),
      on_change_(std::move(on_change)),
      pool_({.url = std::move(url), .size = 1, .owner = "health"}) {
  Tell(Look());
  thread_ = std::thread([this] { Watch(); });
}

DatabaseHealth::~DatabaseHealth() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_one();
  thread_.join();
}

void DatabaseHealth::Watch() {
  SteadyClock::time_point answered = SteadyClock::now();  // last
  std::unique_lock lock(mutex_);
  while (!stopped_.wait_for(lock, absl::ToChronoMilliseconds(options_.every),
                            [this] { return stopping_; })) {
    lock.unlock();
    const bool answers = Look();
    const SteadyClock::time_point now = SteadyClock::now();
    if (answers) answered = now;
    const bool away = absl::FromChrono(now - answered) >= options_.away_after;
    if (answers != answers_ && (answers || away)) Tell(answers);
    lock.lock();
  }
}

bool DatabaseHealth::Look() {
  absl::StatusOr<PostgresPool::Lease> lease = pool_.Acquire(absl::Now() + options_.patience);
  if (!lease.ok()) return false;
  return CatchingPqxx([&]() -> absl::Status {
           pqxx::nontransaction(**lease).exec("SELECT 1");
           return absl::OkStatus();
         })
      .ok();
}

void DatabaseHealth::Tell(bool answers) {
  answers_ = answers;
  if (answers) {
    log::Info("database_answers");
  } else {
    log::Warn("database_away");
  }
  on_change_(answers);
}

}  // namespace frontdesk
