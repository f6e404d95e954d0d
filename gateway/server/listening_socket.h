#ifndef FRONTDESK_GATEWAY_SERVER_LISTENING_SOCKET_H_
#define FRONTDESK_GATEWAY_SERVER_LISTENING_SOCKET_H_

#include <string>

#include "absl/status/statusor.h"
#include "gateway/limits/ip_address.h"

namespace frontdesk::gateway {

// A TCP socket that accepts connections; not blocking, and closed with the object.
class ListeningSocket {
 public:
  // `address` is host:port ("127.0.0.1:8080", "[::1]:0"); an empty host is every address, port 0 a
  // free one. Fails with InvalidArgument for another form, with Unavailable if the address cannot
  // be had.
  static absl::StatusOr<ListeningSocket> Open(const std::string& address);

  ListeningSocket(ListeningSocket&& other) noexcept;
  ListeningSocket& operator=(ListeningSocket&&) = delete;
  ~ListeningSocket();

  int fd() const { return fd_; }
  // "host:port" with the port that was picked.
  const std::string& address() const { return address_; }

  // Whether this machine alone can connect.
  bool IsLocal() const;

  // Accepts a connection that waits, not blocking and with TCP_NODELAY, and tells whose it is; -1
  // if none waits.
  int Accept(IpAddress& peer) const;

  // Refuses connections from now on.
  void Close();

 private:
  ListeningSocket(int fd, std::string address);

  int fd_;
  std::string address_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_LISTENING_SOCKET_H_
