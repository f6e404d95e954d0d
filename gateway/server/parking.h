#ifndef FRONTDESK_GATEWAY_SERVER_PARKING_H_
#define FRONTDESK_GATEWAY_SERVER_PARKING_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "gateway/server/connection.h"
#include "gateway/server/request_arrival.h"

namespace frontdesk::gateway {

// Connections that no thread works on: idle between two requests, with a request on its way, or
// answered and about to be closed. Waits for something to happen to any of them. Used by one
// thread at a time, but for Wait.
class Parking {
 public:
  enum class State {
    kIdle,       // waits for a request
    kArriving,   // a request has begun
    kSending,    // the peer has not taken all of an answer
    kLingering,  // answered and not read to the end; closed once the peer has had time to read
  };

  // Of requests that exceed the bounds it is known at once.
  explicit Parking(const RequestBounds& bounds);
  ~Parking();
  Parking(const Parking&) = delete;
  Parking& operator=(const Parking&) = delete;

  // Watches a descriptor that is no connection, until it is closed or unwatched.
  void Watch(int fd);
  void Unwatch(int fd);

  void Park(std::shared_ptr<Connection> connection, State state, absl::Time deadline);
  // The same, paused: somebody else waits for it.
  void ParkPaused(std::shared_ptr<Connection> connection, State state, absl::Time deadline);
  // Null if the descriptor is none of a parked connection.
  std::shared_ptr<Connection> Find(int fd) const;
  State StateOf(int fd) const { return places_.at(fd).state; }
  // How much of its request has arrived. For parked connections.
  RequestArrival& ArrivalOf(int fd) { return places_.at(fd).arrival; }
  // Does not wait for a parked connection until it resumes; its time goes on.
  void Pause(int fd);
  // Idempotent.
  void Resume(int fd);
  // A new state for a parked connection.
  void Set(int fd, State state, absl::Time deadline);
  // Takes the connection out.
  std::shared_ptr<Connection> Take(int fd);

  std::size_t size() const { return places_.size(); }

  // Descriptors that can be read, or written to if sending, after at most `timeout`.
  std::vector<int> Wait(absl::Duration timeout);
  // Descriptors of connections whose deadline has passed, and of those in `state`.
  std::vector<int> Expired(absl::Time now) const;
  std::vector<int> In(State state) const;

 private:
  struct Place {
    std::shared_ptr<Connection> connection;
    State state;
    absl::Time deadline;
    RequestArrival arrival;
    bool watched = false;
  };

  void Watch(int fd, std::uint32_t events);

  const RequestBounds bounds_;
  const int epoll_;
  absl::flat_hash_map<int, Place> places_;  // by descriptor
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_PARKING_H_
