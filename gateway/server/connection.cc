#include "gateway/server/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace frontdesk::gateway {
namespace {

constexpr std::size_t kChunk = 16 * 1024;

}  // namespace

Connection::~Connection() { ::close(fd_); }

Connection::Filled Connection::Fill(std::size_t limit) {
  in_.erase(0, in_begin_);
  in_begin_ = 0;
  Filled result = Filled::kNothing;
  while (in_.size() < limit) {
    const std::size_t old_size = in_.size();
    in_.resize(old_size + kChunk);
    const ssize_t got = ::recv(fd_, in_.data() + old_size, kChunk, MSG_DONTWAIT);
    const int error = errno;
    in_.resize(old_size + (got > 0 ? got : 0));
    if (got > 0) {
      result = Filled::kSome;
    } else if (got < 0 && error == EINTR) {
      continue;
    } else {
      return got < 0 && (error == EAGAIN || error == EWOULDBLOCK) ? result : Filled::kClosed;
    }
  }
  return result;
}

Connection::Filled Connection::Discard() {
  char chunk[kChunk];
  for (int i = 0; i < 64; ++i) {  // so that a fast sender does not keep the thread
    const ssize_t got = ::recv(fd_, chunk, sizeof(chunk), MSG_DONTWAIT);
    if (got > 0 || (got < 0 && errno == EINTR)) continue;
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? Filled::kNothing
                                                                : Filled::kClosed;
  }
  return Filled::kSome;
}

void Connection::BeginRequest(absl::Time deadline, std::size_t most_bytes) {
  deadline_ = deadline;
  may_read_ = most_bytes;
}

bool Connection::WaitFor(short events) const {
  for (;;) {
    // The sockets' own clock: a deadline here guards threads, and is no rule of the domain.
    const absl::Duration left = deadline_ - absl::Now();
    if (left <= absl::ZeroDuration()) return false;
    pollfd waiting{.fd = fd_, .events = events, .revents = 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(absl::ToInt64Milliseconds(left)) + 1);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

bool Connection::Flush() {
  std::size_t sent = 0;
  while (sent < out_.size()) {
    const ssize_t put =
        ::send(fd_, out_.data() + sent, out_.size() - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (put > 0) {
      sent += put;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      if (!WaitFor(POLLOUT)) return false;
    } else if (errno != EINTR) {
      return false;
    }
  }
  out_.clear();
  return true;
}

void Connection::EndSending() { ::shutdown(fd_, SHUT_WR); }

ssize_t Connection::read(char* out, std::size_t size) {
  if (size == 0) return 0;
  if (may_read_ == 0 || !Flush()) return -1;
  while (arrived().empty()) {
    switch (Fill(kChunk)) {
      case Filled::kSome:
        break;
      case Filled::kClosed:
        return 0;
      case Filled::kNothing:
        if (!WaitFor(POLLIN)) return -1;
    }
  }
  const std::size_t taken = std::min({size, arrived().size(), may_read_});
  std::memcpy(out, arrived().data(), taken);
  in_begin_ += taken;
  may_read_ -= taken;
  return static_cast<ssize_t>(taken);
}

ssize_t Connection::write(const char* data, std::size_t size) {
  // Head and body of a response are written apart; sent at once, they are one packet.
  out_.append(data, size);
  return static_cast<ssize_t>(size);
}

// Nothing here asks who the peer is: behind a proxy it is the proxy.
void Connection::get_remote_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

void Connection::get_local_ip_and_port(std::string& ip, int& port) const {
  ip.clear();
  port = 0;
}

}  // namespace frontdesk::gateway
