#include "libs/testing/wire.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace frontdesk::test {
namespace {

sockaddr_in AddressOf(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  int port = 0;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (!absl::SimpleAtoi(text.substr(colon + 1), &port) ||
      ::inet_pton(AF_INET, text.substr(0, colon).c_str(), &address.sin_addr) != 1) {
    std::abort();
  }
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

void SendAtOnce(int fd) {
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

}  // namespace

Wire::Wire(const std::string& server) : server_(server) {
  listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = AddressOf("127.0.0.1:0");
  socklen_t size = sizeof(address);
  if (::bind(listening_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listening_, 128) != 0 ||
      ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();
  }
  address_ = absl::StrCat("127.0.0.1:", ntohs(address.sin_port));
  acceptor_ = std::thread([this] { Accept(); });
}

Wire::~Wire() {
  Cut();
  acceptor_.join();
  for (std::thread& carrier : carriers_) carrier.join();
  for (const int fd : open_) ::close(fd);
  ::close(listening_);
}

// Whether it may be used: not once the wire is cut.
bool Wire::Keep(int fd) {
  const std::lock_guard lock(mutex_);
  open_.insert(fd);
  return !cut_;
}

void Wire::Accept() {
  for (;;) {
    const int caller = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (caller < 0) return;
    const int callee = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = AddressOf(server_);
    const bool open = Keep(caller) && Keep(callee);
    if (!open ||
        ::connect(callee, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
      ::shutdown(caller, SHUT_RDWR);
      continue;
    }
    SendAtOnce(caller);
    SendAtOnce(callee);
    const std::lock_guard lock(mutex_);
    carriers_.emplace_back([this, caller, callee] { Carry(caller, callee); });
    carriers_.emplace_back([this, caller, callee] { Carry(callee, caller); });
  }
}

void Wire::Carry(int from, int to) {
  char chunk[16 * 1024];
  for (;;) {
    const ssize_t got = ::recv(from, chunk, sizeof(chunk), 0);
    for (ssize_t put = 0; put < got;) {
      const ssize_t sent = ::send(to, chunk + put, got - put, MSG_NOSIGNAL);
      if (sent <= 0) break;
      put += sent;
    }
    if (got > 0) continue;
    ::shutdown(from, SHUT_RDWR);
    ::shutdown(to, SHUT_RDWR);
    return;
  }
}

void Wire::Cut() {
  const std::lock_guard lock(mutex_);
  cut_ = true;
  ::shutdown(listening_, SHUT_RDWR);
  for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
}

}  // namespace frontdesk::test
