#include "tests/bench/http_load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/status/status_macros.h"
#include "tests/bench/arrivals.h"

namespace frontdesk::bench {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(20);  // for an answer
constexpr absl::string_view kSuccess = "\"success\":true";

// Of the steady clock, since it began.
absl::Duration Now() {
  return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch());
}

absl::StatusOr<sockaddr_in> AddressOf(const std::string& address) {
  const std::size_t colon = address.rfind(':');
  sockaddr_in to{};
  to.sin_family = AF_INET;
  int port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(address.substr(colon + 1), &port) ||
      ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr) != 1) {
    return absl::InvalidArgumentError(absl::StrCat("not an address: ", address));
  }
  to.sin_port = htons(static_cast<std::uint16_t>(port));
  return to;
}

// A connection that carries one request at a time.
class Wire {
 public:
  explicit Wire(const sockaddr_in& to) : to_(to) {}
  ~Wire() { Close(); }
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  absl::Status Open(int epoll, std::size_t index) {
    Close();
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&to_), sizeof(to_)) != 0) {
      return absl::UnavailableError(absl::StrCat("nobody listens: ", std::strerror(errno)));
    }
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = index;
    ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd_, &event);
    arrived_.clear();
    return absl::OkStatus();
  }

  // Requests are far smaller than what a socket takes at once.
  bool Send(absl::string_view bytes) const {
    return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
           static_cast<ssize_t>(bytes.size());
  }

  // Takes in what is there. False once the connection has ended.
  bool Receive() {
    std::array<char, 64 * 1024> part;
    const ssize_t size = ::recv(fd_, part.data(), part.size(), MSG_DONTWAIT);
    if (size > 0) arrived_.append(part.data(), static_cast<std::size_t>(size));
    return size > 0 || (size < 0 && (errno == EAGAIN || errno == EINTR));
  }

  absl::string_view arrived() const { return arrived_; }
  void Forget(std::size_t size) { arrived_.erase(0, size); }

  bool busy = false;
  std::size_t number = 0;  // of the request under way
  absl::Duration began;    // when it was due, or sent

 private:
  void Close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

  const sockaddr_in to_;
  int fd_ = -1;
  std::string arrived_;
};

class Driver {
 public:
  Driver(const HttpLoad& load, const RequestOf& request, const OnReply& on_reply)
      : load_(load),
        request_(request),
        on_reply_(on_reply),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (load.per_second.has_value()) arrivals_.emplace(*load.per_second, load.seed);
  }
  ~Driver() { ::close(epoll_); }

  absl::StatusOr<HttpLoaded> Run() {
    // Else the kernel may be 50 microseconds late with each wake-up, which would look like the
    // server's.
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    ASSIGN_OR_RETURN(const sockaddr_in to, AddressOf(load_.address));
    for (int i = 0; i < load_.connections; ++i) {
      wires_.push_back(std::make_unique<Wire>(to));
      RETURN_IF_ERROR(wires_.back()->Open(epoll_, wires_.size() - 1));
    }
    began_ = Now();
    end_ = began_ + load_.duration;
    if (arrivals_.has_value()) {
      next_due_ = began_ + arrivals_->Next();
    } else {
      for (const auto& wire : wires_) RETURN_IF_ERROR(Begin(*wire, Now()));
    }
    last_answer_ = began_;
    while (!Done()) {
      RETURN_IF_ERROR(BeginWhatIsDue());
      RETURN_IF_ERROR(Await());
    }
    loaded_.took = last_answer_ - began_;
    return std::move(loaded_);
  }

 private:
  bool MoreToBegin(absl::Duration now) const { return now < end_ && begun_ < load_.most; }

  bool MoreIsDue() const {
    return arrivals_.has_value() && next_due_ < end_ && due_count_ < load_.most;
  }

  bool Done() {
    if (!MoreIsDue() && waiting_.empty() && busy_ == 0) return true;
    if (busy_ == 0 || Now() < last_answer_ + kPatience + load_.duration) return false;
    loaded_.failed += waiting_.size() + busy_;
    return true;
  }

  absl::Status BeginWhatIsDue() {
    if (!arrivals_.has_value()) return absl::OkStatus();
    for (const absl::Duration now = Now(); MoreIsDue() && next_due_ <= now; ++due_count_) {
      waiting_.push_back(next_due_);
      next_due_ = began_ + arrivals_->Next();
    }
    for (const auto& wire : wires_) {
      if (waiting_.empty()) break;
      if (!wire->busy) RETURN_IF_ERROR(BeginWaiting(*wire));
    }
    return absl::OkStatus();
  }

  absl::Status BeginWaiting(Wire& wire) {
    const absl::Duration due = waiting_.front();
    waiting_.pop_front();
    return Begin(wire, due);
  }

  absl::Status Begin(Wire& wire, absl::Duration since) {
    wire.number = begun_++;
    wire.began = since;
    wire.busy = true;
    ++busy_;
    if (wire.Send(request_(wire.number))) return absl::OkStatus();
    return Lost(wire);
  }

  absl::Status Lost(Wire& wire) {
    ++loaded_.failed;
    wire.busy = false;
    --busy_;
    if (loaded_.failed > 1000 && loaded_.answered == 0) {
      return absl::UnavailableError("every connection is closed without an answer");
    }
    RETURN_IF_ERROR(wire.Open(epoll_, IndexOf(wire)));
    return Next(wire);
  }

  // Gives a connection that is free its next request, if there is one now.
  absl::Status Next(Wire& wire) {
    if (arrivals_.has_value()) {
      return waiting_.empty() ? absl::OkStatus() : BeginWaiting(wire);
    }
    const absl::Duration now = Now();
    return MoreToBegin(now) ? Begin(wire, now) : absl::OkStatus();
  }

  absl::Status Await() {
    absl::Duration wait = absl::Seconds(1);
    if (MoreIsDue()) wait = std::min(wait, next_due_ - Now());
    const timespec at_most = absl::ToTimespec(std::max(wait, absl::ZeroDuration()));
    std::array<epoll_event, 128> events;
    const int ready = ::epoll_pwait2(epoll_, events.data(), events.size(), &at_most, nullptr);
    for (int i = 0; i < ready; ++i) {
      RETURN_IF_ERROR(Take(*wires_[events[static_cast<std::size_t>(i)].data.u64]));
    }
    return absl::OkStatus();
  }

  absl::Status Take(Wire& wire) {
    const bool open = wire.Receive();
    const absl::Duration now = Now();
    ASSIGN_OR_RETURN(const std::optional<HttpReply> reply, WholeReply(wire.arrived()));
    if (!reply.has_value()) {
      if (open) return absl::OkStatus();
      // A server may close a connection that nobody uses just now.
      if (!wire.busy) return wire.Open(epoll_, IndexOf(wire));
      return Lost(wire);
    }
    if (reply->status == 200) {
      ++loaded_.answered;
      if (absl::StrContains(reply->body, kSuccess)) ++loaded_.succeeded;
      loaded_.latencies.Add(now - wire.began);
    } else {
      ++loaded_.failed;
    }
    if (on_reply_) on_reply_(wire.number, *reply);
    last_answer_ = now;
    wire.Forget(reply->size);
    wire.busy = false;
    --busy_;
    if (!open) RETURN_IF_ERROR(wire.Open(epoll_, IndexOf(wire)));
    return Next(wire);
  }

  std::size_t IndexOf(const Wire& wire) const {
    std::size_t index = 0;
    while (wires_[index].get() != &wire) ++index;
    return index;
  }

  const HttpLoad& load_;
  const RequestOf& request_;
  const OnReply& on_reply_;
  const int epoll_;
  std::vector<std::unique_ptr<Wire>> wires_;
  std::optional<Arrivals> arrivals_;
  absl::Duration began_;
  absl::Duration end_;
  absl::Duration next_due_;
  absl::Duration last_answer_;
  std::deque<absl::Duration> waiting_;  // of an open loop, that found no free connection
  std::size_t begun_ = 0;
  std::size_t due_count_ = 0;
  std::size_t busy_ = 0;
  HttpLoaded loaded_;
};

}  // namespace

absl::StatusOr<HttpLoaded> Drive(const HttpLoad& load, const RequestOf& request,
                                 const OnReply& on_reply) {
  return Driver(load, request, on_reply).Run();
}

}  // namespace frontdesk::bench
