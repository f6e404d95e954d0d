#include "libs/cliniko/transport.h"

#include <utility>

#include "libs/cliniko/failure.h"

namespace frontdesk::cliniko {
namespace {
using SteadyClock = std::chrono::steady_clock;
}  // namespace

Transport::Transport(TransportOptions options, std::shared_ptr<Watchdog> watchdog)
    : options_(std::move(options)),
      watchdog_(std::move(watchdog)),
      resolver_(options_.connection.endpoint.host) {}

Transport::~Transport() = default;

Transport::Seat::~Seat() {
  if (transport_ == nullptr) return;
  {
    const std::lock_guard lock(transport_->mutex_);
    --transport_->in_use_;
  }
  transport_->released_.notify_one();
}

std::optional<Transport::Seat> Transport::Reserve(SteadyClock::time_point deadline) {
  std::unique_lock lock(mutex_);
  if (!released_.wait_until(lock, deadline,
                            [this] { return in_use_ < options_.most_connections; })) {
    return std::nullopt;
  }
  ++in_use_;
  return Seat(this);
}

Transport::Seat Transport::ReserveExtra() {
  const std::lock_guard lock(mutex_);
  ++in_use_;
  return Seat(this);
}

absl::StatusOr<HttpAnswer> Transport::Exchange(const HttpRequest& request,
                                               SteadyClock::time_point deadline) {
  const std::optional<Seat> seat = Reserve(deadline);
  if (!seat.has_value()) {
    return MakeFailure({.failure = Failure::kTimeout}, "all connections were in use");
  }
  return Exchange(*seat, request, deadline);
}

absl::StatusOr<HttpAnswer> Transport::Exchange(const Seat& /*seat*/, const HttpRequest& request,
                                               SteadyClock::time_point deadline) {
  std::unique_ptr<Connection> connection = Pick();
  std::vector<std::string> addresses;
  if (!connection->IsOpen()) addresses = resolver_.Addresses(deadline);
  absl::StatusOr<HttpAnswer> answer =
      SteadyClock::now() < deadline
          ? connection->Exchange(request, addresses, deadline)
          : MakeFailure({.failure = Failure::kTimeout}, "no connection in time");
  if (answer.ok() && connection->IsOpen()) Keep(std::move(connection));
  return answer;
}

std::unique_ptr<Connection> Transport::Pick() {
  std::vector<Idle> gone;  // closed after the lock is released, since saying goodbye takes time
  {
    const std::lock_guard lock(mutex_);
    const SteadyClock::time_point oldest = SteadyClock::now() - options_.longest_idle;
    while (!idle_.empty()) {
      Idle last = std::move(idle_.back());
      idle_.pop_back();
      if (last.since >= oldest && !last.connection->IsStale()) return std::move(last.connection);
      gone.push_back(std::move(last));
    }
  }
  return std::make_unique<Connection>(options_.connection, *watchdog_);
}

void Transport::Keep(std::unique_ptr<Connection> connection) {
  std::vector<Idle> gone;
  const std::lock_guard lock(mutex_);
  const SteadyClock::time_point now = SteadyClock::now();
  // The oldest come first: what a busy hour opened does not stay open for ever.
  auto kept = idle_.begin();
  while (kept != idle_.end() && kept->since < now - options_.longest_idle) {
    gone.push_back(std::move(*kept++));
  }
  idle_.erase(idle_.begin(), kept);
  idle_.push_back({std::move(connection), now});
}

}  // namespace frontdesk::cliniko
