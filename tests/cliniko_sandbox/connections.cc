#include "tests/cliniko_sandbox/connections.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <filesystem>
#include <functional>
#include <string>
#include <system_error>

#include "absl/strings/numbers.h"

namespace frontdesk::sandbox {
namespace {

using AddressOf = int (*)(int, sockaddr*, socklen_t*);

// The port of one end of a TCP socket; 0 for any other file.
int PortOf(int file, AddressOf address_of) {
  sockaddr_storage address = {};
  socklen_t size = sizeof(address);
  if (address_of(file, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) {
    return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  }
  if (address.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  }
  return 0;
}

void ForEachConnection(int server_port, const std::function<void(int file, int peer)>& visit) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd", error)) {
    int file = -1;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &file)) continue;
    if (PortOf(file, &getsockname) != server_port) continue;
    // A listening socket has no peer.
    if (const int peer = PortOf(file, &getpeername); peer != 0) visit(file, peer);
  }
}

}  // namespace

void CutConnection(int server_port, int client_port, bool reset) {
  ForEachConnection(server_port, [&](int file, int peer) {
    if (peer != client_port) return;
    if (reset) {
      // Dissolving the association of a TCP socket sends a reset at once.
      sockaddr nobody = {};
      nobody.sa_family = AF_UNSPEC;
      connect(file, &nobody, sizeof(nobody));
    }
    shutdown(file, SHUT_RDWR);
  });
}

void CutAllConnections(int server_port) {
  ForEachConnection(server_port, [](int file, int /*peer*/) { shutdown(file, SHUT_RDWR); });
}

}  // namespace frontdesk::sandbox
