#include "tests/topology/cluster_dns.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace frontdesk::test {
namespace {

// Source: RFC 1035, section 4.1.
constexpr std::size_t kHeader = 12;
constexpr char kInternet = 1;
constexpr char kAddress = 1;  // type A
constexpr char kNameIsUnknown = 3;

std::string NameOf(const std::string& service) { return absl::StrCat(service, ".test"); }

}  // namespace

ClusterDns::ClusterDns() : fd_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  const timeval tick{.tv_sec = 0, .tv_usec = 100'000};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &tick, sizeof(tick));
  if (::bind(fd_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port for DNS");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

ClusterDns::~ClusterDns() {
  stopping_ = true;
  thread_.join();
  ::close(fd_);
}

std::string ClusterDns::TargetOf(const std::string& service, int port) const {
  return absl::StrCat("dns://127.0.0.1:", port_, "/", NameOf(service), ":", port);
}

void ClusterDns::Enter(const std::string& service, const std::string& address) {
  const std::lock_guard lock(mutex_);
  addresses_[NameOf(service)].insert(address);
}

void ClusterDns::Leave(const std::string& service, const std::string& address) {
  const std::lock_guard lock(mutex_);
  addresses_[NameOf(service)].erase(address);
}

void ClusterDns::Serve() {
  while (!stopping_) {
    char query[512];
    sockaddr_in from{};
    socklen_t size = sizeof(from);
    const ssize_t got =
        ::recvfrom(fd_, query, sizeof(query), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (got < static_cast<ssize_t>(kHeader)) continue;
    const std::string answer = AnswerTo(std::string(query, static_cast<std::size_t>(got)));
    ::sendto(fd_, answer.data(), answer.size(), 0, reinterpret_cast<sockaddr*>(&from), size);
  }
}

std::string ClusterDns::AnswerTo(const std::string& query) const {
  std::string name;
  std::size_t at = kHeader;
  while (at < query.size() && query[at] != 0) {
    const auto length = static_cast<std::uint8_t>(query[at]);
    absl::StrAppend(&name, name.empty() ? "" : ".", query.substr(at + 1, length));
    at += 1 + length;
  }
  const std::string question = query.substr(kHeader, at + 5 - kHeader);
  const bool asks_address = question.size() > 4 && question[question.size() - 3] == kAddress;

  const std::lock_guard lock(mutex_);
  const auto found = addresses_.find(absl::AsciiStrToLower(name));
  std::string records;
  char count = 0;
  if (asks_address && found != addresses_.end()) {
    for (const std::string& each : found->second) {
      in_addr address{};
      ::inet_pton(AF_INET, each.c_str(), &address);
      // The name of the question; type, class, a second to live, four bytes.
      records.append({'\xc0', '\x0c', 0, kAddress, 0, kInternet, 0, 0, 0, 1, 0, 4});
      records.append(reinterpret_cast<const char*>(&address.s_addr), 4);
      ++count;
    }
  }
  std::string header = query.substr(0, 2);
  const char code = found == addresses_.end() ? kNameIsUnknown : char{0};
  header.append({'\x85', static_cast<char>('\x80' | code), 0, 1, 0, count, 0, 0, 0, 0});
  return header + question + records;
}

}  // namespace frontdesk::test
