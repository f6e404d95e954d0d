#include "gateway/server/parking.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "gateway/server/connection.h"
#include "gateway/server/request_arrival.h"

namespace frontdesk::gateway {
namespace {

constexpr int kMostEvents = 256;  // at a time; the rest comes with the next call

}  // namespace

Parking::Parking(const RequestBounds& bounds)
    : bounds_(bounds), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}

Parking::~Parking() { ::close(epoll_); }

void Parking::Watch(int fd) { Watch(fd, EPOLLIN); }

void Parking::Watch(int fd, std::uint32_t events) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
}

void Parking::Unwatch(int fd) { ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr); }

void Parking::ParkPaused(std::shared_ptr<Connection> connection, State state, absl::Time deadline) {
  const int fd = connection->fd();
  places_.insert_or_assign(fd,
                           Place{std::move(connection), state, deadline, RequestArrival(bounds_)});
}

void Parking::Park(std::shared_ptr<Connection> connection, State state, absl::Time deadline) {
  const int fd = connection->fd();
  ParkPaused(std::move(connection), state, deadline);
  Resume(fd);
}

std::shared_ptr<Connection> Parking::Find(int fd) const {
  const auto found = places_.find(fd);
  return found == places_.end() ? nullptr : found->second.connection;
}

void Parking::Set(int fd, State state, absl::Time deadline) {
  Place& place = places_.at(fd);
  place.state = state;
  place.deadline = deadline;
}

void Parking::Pause(int fd) {
  Place& place = places_.at(fd);
  if (std::exchange(place.watched, false)) Unwatch(fd);
}

void Parking::Resume(int fd) {
  Place& place = places_.at(fd);
  if (std::exchange(place.watched, true)) return;
  Watch(fd, place.state == State::kSending ? EPOLLOUT : EPOLLIN);
}

std::shared_ptr<Connection> Parking::Take(int fd) {
  const auto found = places_.find(fd);
  if (found == places_.end()) return nullptr;
  Pause(fd);
  std::shared_ptr<Connection> connection = std::move(found->second.connection);
  places_.erase(found);
  return connection;
}

std::vector<int> Parking::Wait(absl::Duration timeout) {
  epoll_event events[kMostEvents];
  // Rounded up: who waits for a moment finds it there.
  const absl::Duration whole = absl::Ceil(timeout, absl::Milliseconds(1));
  const int count =
      ::epoll_wait(epoll_, events, kMostEvents,
                   static_cast<int>(std::max<std::int64_t>(absl::ToInt64Milliseconds(whole), 0)));
  std::vector<int> ready;
  for (int i = 0; i < count; ++i) ready.push_back(events[i].data.fd);
  return ready;
}

std::vector<int> Parking::Expired(absl::Time now) const {
  std::vector<int> expired;
  for (const auto& [fd, place] : places_) {
    if (place.deadline <= now) expired.push_back(fd);
  }
  return expired;
}

std::vector<int> Parking::In(State state) const {
  std::vector<int> in_state;
  for (const auto& [fd, place] : places_) {
    if (place.state == state) in_state.push_back(fd);
  }
  return in_state;
}

}  // namespace frontdesk::gateway
