#include "libs/postgres/postgres_pool.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <mutex>
#include <pqxx/connection_base>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/bounded_connection.h"
#include "libs/postgres/connection_words.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk {

namespace {

// The server cancels statements at the deadline by itself if it can, which leaves the connection
// whole.
constexpr absl::Duration kGrace = absl::Milliseconds(50);
constexpr absl::Duration kLongestLease = absl::Minutes(10);

using Kind = metrics::Reading::Kind;
constexpr char kConnections[] = "frontdesk_postgres_connections";
constexpr char kConnectionsHelp[] = "Connections to PostgreSQL; those being opened are in use.";

Watchdog::TimePoint CutOffTime(absl::Time deadline) {
  const absl::Duration left = std::min(deadline - absl::Now(), kLongestLease) + kGrace;
  return std::chrono::steady_clock::now() + absl::ToChronoMicroseconds(left);
}

}  // namespace

class PostgresPool::Lease::Connection : public BoundedConnection {
 public:
  using BoundedConnection::BoundedConnection;
};

PostgresPool::PostgresPool(PostgresPoolOptions options)
    : options_(std::move(options)),
      connection_words_(ConnectionWords(options_.url)),
      readings_{metrics::Reading(Kind::kGauge, kConnections, kConnectionsHelp,
                                 {{"pool", options_.owner}, {"state", "in_use"}},
                                 [this] { return stats().in_use; }),
                metrics::Reading(Kind::kGauge, kConnections, kConnectionsHelp,
                                 {{"pool", options_.owner}, {"state", "idle"}},
                                 [this] { return stats().idle; }),
                metrics::Reading(Kind::kGauge, "frontdesk_postgres_connections_max",
                                 "Connections to PostgreSQL at most.", {{"pool", options_.owner}},
                                 [this] { return stats().size; })} {}

PostgresPool::~PostgresPool() = default;

absl::StatusOr<PostgresPool::Lease> PostgresPool::Acquire(absl::Time deadline) {
  static metrics::Histogram waits("frontdesk_postgres_wait_seconds",
                                  "Time until a connection to PostgreSQL was lent, or was not.",
                                  {"pool", "outcome"});
  const auto began = std::chrono::steady_clock::now();
  absl::StatusOr<Lease> lease = Lend(deadline);
  waits.Observe({options_.owner, lease.ok() ? metrics::Name("lent") : metrics::Name("failed")},
                absl::FromChrono(std::chrono::steady_clock::now() - began));
  return lease;
}

absl::StatusOr<PostgresPool::Lease> PostgresPool::Lend(absl::Time deadline) {
  std::vector<std::unique_ptr<Connection>> dead;  // closed after the mutex is free again
  {
    std::unique_lock lock(mutex_);
    if (!given_back_.wait_until(lock, absl::ToChronoTime(deadline),
                                [this] { return in_use_ < std::max(options_.size, 1); })) {
      return MakeError(DomainError::kBookingSystemUnavailable,
                       "every connection to the database stayed in use");
    }
    ++in_use_;
    while (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      if (connection->LooksAlive()) return Lease(this, std::move(connection), deadline);
      dead.push_back(std::move(connection));
    }
  }
  absl::StatusOr<std::unique_ptr<Connection>> connection = Connect(deadline);
  if (!connection.ok()) {
    TakeBack(nullptr);
    return std::move(connection).status();
  }
  return Lease(this, *std::move(connection), deadline);
}

absl::StatusOr<std::unique_ptr<PostgresPool::Connection>> PostgresPool::Connect(
    absl::Time deadline) const {
  RETURN_IF_ERROR(connection_words_.status());
  return CatchingPqxx([&]() -> absl::StatusOr<std::unique_ptr<Connection>> {
    return std::make_unique<Connection>(*connection_words_,
                                        std::min(deadline, absl::Now() + options_.connect_timeout));
  });
}

void PostgresPool::TakeBack(std::unique_ptr<Connection> connection) {
  {
    const std::lock_guard lock(mutex_);
    --in_use_;
    if (connection != nullptr) idle_.push_back(std::move(connection));
  }
  given_back_.notify_one();
}

PostgresPool::Stats PostgresPool::stats() const {
  const std::lock_guard lock(mutex_);
  return {.size = std::max(options_.size, 1),
          .in_use = in_use_,
          .idle = static_cast<int>(idle_.size())};
}

PostgresPool::Lease::Lease(PostgresPool* pool, std::unique_ptr<Connection> connection,
                           absl::Time deadline)
    : pool_(pool),
      connection_(std::move(connection)),
      limit_(new Watchdog::Watch(pool->watchdog_.At(
          CutOffTime(deadline), [lent = connection_.get()] { lent->CutOff(); }))) {}

PostgresPool::Lease::Lease(Lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)),
      connection_(std::move(other.connection_)),
      limit_(std::move(other.limit_)),
      discard_(other.discard_) {}

PostgresPool::Lease& PostgresPool::Lease::operator=(Lease&& other) noexcept {
  if (this == &other) return *this;
  GiveBack();
  pool_ = std::exchange(other.pool_, nullptr);
  connection_ = std::move(other.connection_);
  limit_ = std::move(other.limit_);
  discard_ = other.discard_;
  return *this;
}

PostgresPool::Lease::~Lease() { GiveBack(); }

void PostgresPool::Lease::GiveBack() {
  if (pool_ == nullptr) return;
  limit_.reset();
  if (discard_ || !connection_->is_open()) connection_.reset();
  std::exchange(pool_, nullptr)->TakeBack(std::move(connection_));
}

pqxx::connection_base& PostgresPool::Lease::operator*() const { return *connection_; }

}  // namespace frontdesk
