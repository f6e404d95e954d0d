#ifndef FRONTDESK_LIBS_CLINIKO_TRANSPORT_H_
#define FRONTDESK_LIBS_CLINIKO_TRANSPORT_H_

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/cliniko/connection.h"
#include "libs/cliniko/resolver.h"
#include "libs/concurrency/watchdog.h"

namespace frontdesk::cliniko {

struct TransportOptions {
  ConnectionOptions connection{};
  int most_connections = 8;
  // Servers close idle connections without a word; ours are younger than that.
  std::chrono::steady_clock::duration longest_idle = std::chrono::seconds(30);
};

// Requests to one server over a bounded number of kept connections; a slow one holds up no other
// until all are in use. Thread-safe.
class Transport {
 public:
  Transport(TransportOptions options, std::shared_ptr<Watchdog> watchdog);
  // No Exchange may be under way.
  ~Transport();

  // The right to one of the connections; given back when it ends. Opens nothing.
  class Seat {
   public:
    Seat(Seat&& other) noexcept : transport_(std::exchange(other.transport_, nullptr)) {}
    Seat& operator=(Seat&&) = delete;
    ~Seat();

   private:
    friend class Transport;
    explicit Seat(Transport* transport) : transport_(transport) {}

    Transport* transport_;  // null once moved from
  };

  // Waits for a seat; empty if none became free by `deadline`.
  std::optional<Seat> Reserve(std::chrono::steady_clock::time_point deadline);
  // A seat at once, beyond the bound if need be: for whoever must not wait behind requests that
  // hang. The caller sees to it that there is only one.
  Seat ReserveExtra();

  // Sends `request` once. It has ended by `deadline`, looking up the host included. Errors: as
  // Connection::Exchange.
  absl::StatusOr<HttpAnswer> Exchange(const Seat& seat, const HttpRequest& request,
                                      std::chrono::steady_clock::time_point deadline);
  // The same with a seat of its own, for which it waits.
  absl::StatusOr<HttpAnswer> Exchange(const HttpRequest& request,
                                      std::chrono::steady_clock::time_point deadline);

 private:
  struct Idle {
    std::unique_ptr<Connection> connection;
    std::chrono::steady_clock::time_point since;
  };

  // One that is open, else a new one.
  std::unique_ptr<Connection> Pick();
  void Keep(std::unique_ptr<Connection> connection);

  const TransportOptions options_;
  const std::shared_ptr<Watchdog> watchdog_;
  Resolver resolver_;

  std::mutex mutex_;
  std::condition_variable released_;
  int in_use_ = 0;          // seats
  std::vector<Idle> idle_;  // the last one used is the first one reused
};

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_TRANSPORT_H_
