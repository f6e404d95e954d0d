#include "tests/bench/counting_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "tests/bench/statements.h"

namespace frontdesk::bench {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

bool SendAll(int to, const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t sent = ::send(to, data, size, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= static_cast<std::size_t>(sent);
  }
  return true;
}

// Until either side ends.
template <typename Look>
void Carry(int from, int to, Look look) {
  std::array<char, 64 * 1024> part;
  while (true) {
    const ssize_t size = ::recv(from, part.data(), part.size(), 0);
    if (size <= 0) break;
    look(absl::string_view(part.data(), static_cast<std::size_t>(size)));
    if (!SendAll(to, part.data(), static_cast<std::size_t>(size))) break;
  }
  ::shutdown(to, SHUT_RDWR);
  ::shutdown(from, SHUT_RDWR);
}

}  // namespace

absl::StatusOr<std::unique_ptr<CountingProxy>> CountingProxy::Start(
    const std::string& database_url) {
  auto proxy = absl::WrapUnique(new CountingProxy());
  proxy->listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof(address);
  if (::bind(proxy->listening_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(proxy->listening_, 128) != 0 ||
      ::getsockname(proxy->listening_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return absl::UnavailableError("cannot listen");
  }
  const std::string here = absl::StrCat(ntohs(address.sin_port));

  const std::string parameter = "host=";
  const std::size_t host = database_url.find(parameter);
  if (host != std::string::npos) {
    const std::size_t begin = host + parameter.size();
    const std::size_t end = std::min(database_url.find('&', begin), database_url.size());
    proxy->host_ = database_url.substr(begin, end - begin);
    proxy->url_ = absl::StrCat(database_url.substr(0, begin), "127.0.0.1&port=", here,
                               database_url.substr(end), "&sslmode=disable");
  } else {
    const std::size_t begin = database_url.find('@') + 1;
    const std::size_t end = database_url.find('/', begin);
    const std::string server = database_url.substr(begin, end - begin);
    if (begin == 0 || end == std::string::npos ||
        !absl::SimpleAtoi(server.substr(server.find(':') + 1), &proxy->port_)) {
      return absl::InvalidArgumentError("the database's URL has no host:port");
    }
    proxy->host_ = server.substr(0, server.find(':'));
    proxy->url_ = absl::StrCat(database_url.substr(0, begin), "127.0.0.1:", here,
                               database_url.substr(end), "?sslmode=disable");
  }
  proxy->accepting_ = std::thread([p = proxy.get()] { p->Accept(); });
  return proxy;
}

CountingProxy::~CountingProxy() {
  stopping_ = true;
  ::shutdown(listening_, SHUT_RDWR);
  if (accepting_.joinable()) accepting_.join();
  for (std::thread& carrier : carriers_) carrier.join();
  ::close(listening_);
}

std::map<std::string, double> CountingProxy::Counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

void CountingProxy::Accept() {
  while (!stopping_) {
    const int client = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const int server = ConnectToServer();
    if (server < 0) {
      ::close(client);
      continue;
    }
    carriers_.emplace_back([this, client, server] { CarryBothWays(client, server); });
  }
}

int CountingProxy::ConnectToServer() const {
  if (host_[0] == '/') {
    const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = absl::StrCat(host_, "/.s.PGSQL.", port_);
    path.copy(address.sun_path, sizeof(address.sun_path) - 1);
    if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) {
      return server;
    }
    ::close(server);
    return -1;
  }
  const int server = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(port_);
  ::inet_pton(AF_INET, host_.c_str(), &address.sin_addr);
  const int on = 1;
  ::setsockopt(server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  if (::connect(server, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0) return server;
  ::close(server);
  return -1;
}

void CountingProxy::CarryBothWays(int client, int server) {
  const int on = 1;
  ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  StatementReader reader([this](absl::string_view text) {
    const std::lock_guard lock(mutex_);
    ++counts_[ShortStatement(text)];
  });
  std::thread back([&] { Carry(server, client, [](absl::string_view) {}); });
  Carry(client, server, [&](absl::string_view bytes) { reader.Read(bytes); });
  back.join();
  ::close(client);
  ::close(server);
}

}  // namespace frontdesk::bench
