#ifndef FRONTDESK_LIBS_CLINIKO_RAW_SERVER_H_
#define FRONTDESK_LIBS_CLINIKO_RAW_SERVER_H_

#include <openssl/types.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontdesk::test {

// An HTTP server on loopback that can misbehave: the handler writes the bytes of the answer itself,
// late, in part or not at all. With a certificate it speaks TLS. Answers on a connection until one
// side closes.
class RawServer {
 public:
  struct Request {
    std::string method;
    std::string target;
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
    int connection = 0;  // from 1, in the order of their coming
  };

  // The client's end of a connection.
  class Peer {
   public:
    virtual ~Peer() = default;
    virtual void Send(absl::string_view bytes) = 0;
    // Waits that long; false as soon as the client, or the server's end, has closed the connection.
    virtual bool Stay(std::chrono::milliseconds duration) = 0;
    virtual void Close() = 0;

    void SendJson(int status, absl::string_view json, absl::string_view headers = "");
    void WaitUntilClosed();
  };

  using Handler = std::function<void(const Request&, Peer&)>;

  // `certificate` and `key` are PEM files; empty: plain HTTP.
  explicit RawServer(Handler handler, const std::string& certificate = "",
                     const std::string& key = "");
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  int port() const { return port_; }
  // "http://127.0.0.1:PORT/v1"
  std::string Url(absl::string_view host = "127.0.0.1") const;
  std::vector<Request> Requests() const;
  int Connections() const;

 private:
  void Accept();
  void Serve(int socket, int number);

  const Handler handler_;
  SSL_CTX* tls_ = nullptr;
  int listener_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  bool stopping_ = false;
  std::vector<int> sockets_;
  std::vector<Request> requests_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_LIBS_CLINIKO_RAW_SERVER_H_
