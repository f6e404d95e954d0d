#include "libs/cliniko/raw_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace frontdesk::test {
namespace {

class Connection : public RawServer::Peer {
 public:
  Connection(int socket, SSL_CTX* tls) : socket_(socket) {
    if (tls == nullptr) return;
    ssl_ = SSL_new(tls);
    SSL_set_fd(ssl_, socket_);
    open_ = SSL_accept(ssl_) == 1;
  }
  ~Connection() override {
    Close();
    if (ssl_ != nullptr) SSL_free(ssl_);
  }

  bool open() const { return open_; }

  void Send(absl::string_view bytes) override {
    while (open_ && !bytes.empty()) {
      const ssize_t sent = ssl_ != nullptr
                               ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                               : ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        open_ = false;
      } else {
        bytes.remove_prefix(static_cast<size_t>(sent));
      }
    }
  }

  bool Stay(std::chrono::milliseconds duration) override {
    pollfd poll_socket{.fd = socket_, .events = POLLIN, .revents = 0};
    if (open_ && ::poll(&poll_socket, 1, static_cast<int>(duration.count())) != 0) open_ = false;
    return open_;
  }

  void Close() override {
    if (open_ && ssl_ != nullptr) SSL_shutdown(ssl_);
    open_ = false;
    ::shutdown(socket_, SHUT_RDWR);
  }

  std::optional<RawServer::Request> Read() {
    size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!More()) return std::nullopt;
    }
    RawServer::Request request;
    const std::vector<std::string> lines = absl::StrSplit(buffer_.substr(0, end), "\r\n");
    const std::vector<std::string> words = absl::StrSplit(lines[0], ' ');
    request.method = words[0];
    if (words.size() > 1) request.target = words[1];
    for (size_t i = 1; i < lines.size(); ++i) {
      const std::pair<std::string, std::string> header =
          absl::StrSplit(lines[i], absl::MaxSplits(": ", 1));
      request.headers[absl::AsciiStrToLower(header.first)] = header.second;
    }
    buffer_.erase(0, end + 4);
    size_t length = 0;
    if (!absl::SimpleAtoi(request.headers["content-length"], &length)) length = 0;
    while (buffer_.size() < length) {
      if (!More()) return std::nullopt;
    }
    request.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return request;
  }

 private:
  bool More() {
    char bytes[4096];
    const ssize_t got = !open_            ? 0
                        : ssl_ != nullptr ? SSL_read(ssl_, bytes, sizeof(bytes))
                                          : ::recv(socket_, bytes, sizeof(bytes), 0);
    if (got <= 0) {
      open_ = false;
      return false;
    }
    buffer_.append(bytes, static_cast<size_t>(got));
    return true;
  }

  const int socket_;
  SSL* ssl_ = nullptr;
  bool open_ = true;
  std::string buffer_;
};

}  // namespace

void RawServer::Peer::SendJson(int status, absl::string_view json, absl::string_view headers) {
  Send(absl::StrCat("HTTP/1.1 ", status, " Whatever\r\nContent-Type: application/json\r\n", headers,
                    "Content-Length: ", json.size(), "\r\n\r\n", json));
}

void RawServer::Peer::WaitUntilClosed() {
  while (Stay(std::chrono::minutes(1))) {
  }
}

RawServer::RawServer(Handler handler, const std::string& certificate, const std::string& key)
    : handler_(std::move(handler)) {
  if (!certificate.empty()) {
    tls_ = SSL_CTX_new(TLS_server_method());
    if (SSL_CTX_use_certificate_chain_file(tls_, certificate.c_str()) != 1 ||
        SSL_CTX_use_PrivateKey_file(tls_, key.c_str(), SSL_FILETYPE_PEM) != 1) {
      std::abort();
    }
  }
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(listener_, 128) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();
  }
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

RawServer::~RawServer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  }
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  for (std::thread& thread : threads_) thread.join();
  for (const int socket : sockets_) ::close(socket);
  ::close(listener_);
  if (tls_ != nullptr) SSL_CTX_free(tls_);
}

std::string RawServer::Url(absl::string_view host) const {
  return absl::StrCat(tls_ != nullptr ? "https://" : "http://", host, ":", port_, "/v1");
}

std::vector<RawServer::Request> RawServer::Requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

int RawServer::Connections() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(sockets_.size());
}

void RawServer::Accept() {
  // OpenSSL has no MSG_NOSIGNAL. Only for the threads of this server, which inherit it: that the
  // client survives without is what the tests show.
  sigset_t sigpipe;
  sigemptyset(&sigpipe);
  sigaddset(&sigpipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &sigpipe, nullptr);
  while (true) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    if (stopping_) {
      ::close(socket);
      return;
    }
    sockets_.push_back(socket);
    const int number = static_cast<int>(sockets_.size());
    threads_.emplace_back([this, socket, number] { Serve(socket, number); });
  }
}

void RawServer::Serve(int socket, int number) {
  Connection connection(socket, tls_);
  while (connection.open()) {
    std::optional<Request> request = connection.Read();
    if (!request.has_value()) return;
    request->connection = number;
    {
      const std::lock_guard lock(mutex_);
      requests_.push_back(*request);
    }
    handler_(*request, connection);
  }
}

}  // namespace frontdesk::test
