#include "gateway/server/connection.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "absl/time/time.h"

namespace frontdesk::gateway {
namespace {

constexpr std::size_t kChunk = kTlsRecord;

}  // namespace

Connection::~Connection() {
  ::close(fd_);  // the session writes nothing at its end
  share_->Count(0, counted_);
}

ssize_t Connection::Receive(char* out, std::size_t size) {
  return tls_ != nullptr ? tls_->Read(out, size) : ::recv(fd_, out, size, MSG_DONTWAIT);
}

ssize_t Connection::Transmit(const char* data, std::size_t size) {
  return tls_ != nullptr ? tls_->Write(data, size)
                         : ::send(fd_, data, size, MSG_DONTWAIT | MSG_NOSIGNAL);
}

void Connection::CountIn(std::shared_ptr<Intake::Share> share) {
  if (share == share_) return;
  share->Count(counted_, 0);
  share_->Count(0, counted_);
  share_ = std::move(share);
}

// Grows twofold, so that little is copied, but not beyond what is ever needed, which strings do.
void Connection::MakeRoom(std::size_t size, std::size_t most) {
  if (size <= in_.capacity()) return;
  std::string larger;
  larger.reserve(std::max(size, std::min(2 * in_.capacity(), most)));
  larger.append(in_);
  in_.swap(larger);
}

Connection::Filled Connection::Fill(std::size_t limit, std::size_t most) {
  in_.erase(0, in_begin_);
  in_begin_ = 0;
  Filled result = Filled::kNothing;
  char chunk[kChunk];
  while (in_.size() < limit) {
    const ssize_t got = Receive(chunk, sizeof(chunk));
    if (got > 0) {
      MakeRoom(in_.size() + got, most);
      in_.append(chunk, got);
      result = Filled::kSome;
      // Of what comes later we hear; TLS may hold something of which we would not.
      if (tls_ == nullptr && static_cast<std::size_t>(got) < sizeof(chunk)) break;
    } else if (got == 0 || errno != EINTR) {
      if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK)) result = Filled::kClosed;
      break;
    }
  }
  CountHeld();
  return result;
}

bool Connection::Await(absl::Duration most) const {
  pollfd watched{.fd = fd_, .events = POLLIN, .revents = 0};
  return ::poll(&watched, 1, static_cast<int>(absl::ToInt64Milliseconds(most))) > 0;
}

Connection::Filled Connection::Discard(std::size_t most) {
  std::string().swap(in_);
  in_begin_ = 0;
  CountHeld();
  for (;;) {
    // As it comes, since nobody will ask what it was, and without a copy of it (MSG_TRUNC).
    const ssize_t got = ::recv(fd_, nullptr, most, MSG_DONTWAIT | MSG_TRUNC);
    if (got > 0) return Filled::kSome;
    if (got < 0 && errno == EINTR) continue;
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? Filled::kNothing
                                                                : Filled::kClosed;
  }
}

Connection::Flushed Connection::Flush() {
  std::size_t sent = 0;
  Flushed result = Flushed::kAll;
  while (sent < out_.size() && result == Flushed::kAll) {
    const ssize_t put = Transmit(out_.data() + sent, out_.size() - sent);
    if (put > 0) {
      sent += put;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      result = Flushed::kBlocked;
    } else if (errno != EINTR) {
      result = Flushed::kLost;
    }
  }
  out_.erase(0, sent);
  // Idle connections are many, and must not hold what their largest message took.
  if (out_.empty()) std::string().swap(out_);
  if (arrived().empty()) {
    std::string().swap(in_);
    in_begin_ = 0;
  }
  CountHeld();
  return result;
}

void Connection::CountHeld() {
  const std::size_t holds = in_.capacity() + out_.capacity();
  share_->Count(holds, counted_);
  counted_ = holds;
}

void Connection::SkipRequest() { in_begin_ += std::exchange(unread_, 0); }

void Connection::EndSending() {
  if (tls_ != nullptr) tls_->End();
  ::shutdown(fd_, SHUT_WR);
}

ssize_t Connection::read(char* out, std::size_t size) {
  // Heads are asked for one by one.
  if (size == 1 && unread_ > 1 && in_.size() - in_begin_ > 1) {
    *out = in_[in_begin_++];
    --unread_;
    return 1;
  }
  const std::size_t taken = std::min({size, arrived().size(), unread_});
  if (taken == 0) return size == 0 ? 0 : -1;
  std::memcpy(out, arrived().data(), taken);
  in_begin_ += taken;
  unread_ -= taken;
  // A long body is not held twice. It counts until the answer is sent.
  if (arrived().empty()) {
    std::string().swap(in_);
    in_begin_ = 0;
  }
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
