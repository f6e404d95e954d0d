#include "libs/cliniko/connection.h"

#include <fcntl.h>
#include <httplib.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <mutex>
#include <optional>
#include <stop_token>

#include "absl/strings/str_cat.h"
#include "libs/cliniko/failure.h"

namespace frontdesk::cliniko {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kShortestConnect(50);

// A write to a connection that the other side (or the watchdog) has shut raises SIGPIPE, which
// would end the process: neither cpp-httplib nor OpenSSL suppresses it.
class SigpipeBlocker {
 public:
  SigpipeBlocker() {
    sigemptyset(&sigpipe_);
    sigaddset(&sigpipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &sigpipe_, &before_);
  }
  ~SigpipeBlocker() {
    const timespec at_once{};
    if (!was_pending_) sigtimedwait(&sigpipe_, nullptr, &at_once);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  SigpipeBlocker(const SigpipeBlocker&) = delete;
  SigpipeBlocker& operator=(const SigpipeBlocker&) = delete;

 private:
  sigset_t sigpipe_;
  sigset_t before_;
  bool was_pending_ = false;
};

// A second descriptor of the connection's socket. httplib::Client::stop() waits for a mutex that is
// held while connecting, and httplib's own descriptor may be closed and reused under us; ours is
// ours.
class SocketHandle {
 public:
  ~SocketHandle() { Reset(-1); }

  void Track(int socket) {
    const std::lock_guard lock(mutex_);
    Reset(fcntl(socket, F_DUPFD_CLOEXEC, 0));
  }
  // Makes every operation on the socket fail from now on.
  void Shut() {
    const std::lock_guard lock(mutex_);
    shut_ = true;
    if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
  }
  bool shut() const {
    const std::lock_guard lock(mutex_);
    return shut_;
  }
  bool HasInput() const {
    const std::lock_guard lock(mutex_);
    pollfd poll_socket{.fd = socket_, .events = POLLIN, .revents = 0};
    return socket_ < 0 || ::poll(&poll_socket, 1, 0) != 0;
  }

 private:
  void Reset(int socket) {
    if (socket_ >= 0) ::close(socket_);
    socket_ = socket;
  }

  mutable std::mutex mutex_;
  int socket_ = -1;
  bool shut_ = false;
};

// Errors that come before the first byte of the request.
bool NothingSent(httplib::Error error) {
  switch (error) {
    case httplib::Error::Connection:
    case httplib::Error::ConnectionTimeout:
    case httplib::Error::BindIPAddress:
    case httplib::Error::SSLConnection:
    case httplib::Error::SSLLoadingCerts:
    case httplib::Error::SSLServerVerification:
      return true;
    default:
      return false;
  }
}

bool IsUntrusted(httplib::Error error) {
  return error == httplib::Error::SSLServerVerification || error == httplib::Error::SSLLoadingCerts;
}

std::unique_ptr<httplib::ClientImpl> MakeHttp(const ConnectionOptions& options) {
  if (!options.endpoint.tls) {
    return std::make_unique<httplib::ClientImpl>(options.endpoint.host, options.endpoint.port);
  }
  auto http = std::make_unique<httplib::SSLClient>(options.endpoint.host, options.endpoint.port);
  if (http->ssl_context() != nullptr) {
    SSL_CTX_set_min_proto_version(http->ssl_context(), TLS1_2_VERSION);
  }
  if (!options.ca_file.empty()) http->set_ca_cert_path(options.ca_file);
  http->enable_server_certificate_verification(true);
  return http;
}

}  // namespace

class Connection::Impl {
 public:
  Impl(const ConnectionOptions& options, Watchdog& watchdog)
      : options_(options), watchdog_(watchdog), http_(MakeHttp(options)) {
    http_->set_keep_alive(true);
    http_->set_follow_location(false);  // the credential goes nowhere else
    http_->set_url_encode(false);       // targets come encoded
    http_->set_tcp_nodelay(true);
    http_->set_socket_options([this](int socket) { socket_.Track(socket); });
  }

  ~Impl() {
    const SigpipeBlocker blocker;  // closing TLS writes a farewell
    http_.reset();
  }

  bool IsOpen() const { return http_->is_socket_open() != 0; }
  bool IsStale() const { return socket_.HasInput(); }

  absl::StatusOr<HttpAnswer> Exchange(const HttpRequest& request,
                                      const std::vector<std::string>& addresses,
                                      SteadyClock::time_point deadline) {
    const SigpipeBlocker blocker;
    const Watchdog::Watch watch = watchdog_.At(deadline, [this] { socket_.Shut(); });
    const std::stop_callback hang_up(options_.hang_up, [this] { socket_.Shut(); });
    // A socket that does not exist yet cannot be shut.
    if (options_.hang_up.stop_requested()) {
      return MakeFailure({.failure = Failure::kTimeout}, "the process ends");
    }
    if (IsOpen()) return Send(request, SteadyClock::now(), deadline);
    absl::StatusOr<HttpAnswer> answer =
        MakeFailure({.failure = Failure::kUnreachable}, "the host has no address");
    for (size_t i = 0; i < addresses.size(); ++i) {
      http_->set_hostname_addr_map({{options_.endpoint.host, addresses[i]}});
      const SteadyClock::time_point now = SteadyClock::now();
      const auto share = (deadline - now) / static_cast<int>(addresses.size() - i);
      answer = Send(request, now, now + std::max<SteadyClock::duration>(share, kShortestConnect));
      const bool next = !answer.ok() && !MayHaveTakenEffect(answer.status()) &&
                        !IsFailure(answer.status(), Failure::kUntrustedServer);
      if (!next) break;
      if (SteadyClock::now() >= deadline) {
        return MakeFailure({.failure = Failure::kTimeout}, "no connection in time");
      }
    }
    return answer;
  }

 private:
  absl::StatusOr<HttpAnswer> Send(const HttpRequest& request, SteadyClock::time_point now,
                                  SteadyClock::time_point connect_by) {
    // The watchdog keeps the deadline. These only end a wait that nobody is waiting for.
    http_->set_connection_timeout(connect_by - now);
    http_->set_read_timeout(std::chrono::minutes(15));
    http_->set_write_timeout(std::chrono::minutes(15));

    HttpAnswer answer;
    bool too_long = false;
    httplib::Request http_request = ToHttp(request);
    http_request.content_receiver = [&](const char* data, size_t size, uint64_t, uint64_t) {
      too_long = answer.body.size() + size > options_.longest_body;
      if (!too_long) answer.body.append(data, size);
      return !too_long;
    };
    httplib::Response response;
    httplib::Error error = httplib::Error::Success;
    bool done = false;
    try {
      done = http_->send(http_request, response, error);
    } catch (const std::exception&) {  // out of memory, or a regular expression of httplib's own
      error = httplib::Error::Unknown;
    }
    // A body that ends with the connection looks complete when it was the watchdog who ended it.
    if (!done || socket_.shut()) return FailureOfSend(error, too_long);
    answer.status = response.status;
    answer.rate_limit_reset = response.get_header_value("X-RateLimit-Reset");
    answer.retry_after = response.get_header_value("Retry-After");
    answer.date = response.get_header_value("Date");
    return answer;
  }

  httplib::Request ToHttp(const HttpRequest& request) const {
    httplib::Request http_request;
    http_request.method = request.method;
    http_request.path = request.target;
    http_request.body = request.body;
    for (const auto& [name, value] : options_.headers) http_request.set_header(name, value);
    if (!request.body.empty()) http_request.set_header("Content-Type", "application/json");
    return http_request;
  }

  absl::Status FailureOfSend(httplib::Error error, bool too_long) const {
    const bool effect = !NothingSent(error);
    if (too_long) {
      return MakeFailure(
          {.failure = Failure::kMalformedAnswer, .may_have_taken_effect = effect},
          absl::StrCat("the answer is longer than ", options_.longest_body, " bytes"));
    }
    // The last address gets all the time that is left, so its time-out is the deadline.
    if (socket_.shut() || error == httplib::Error::ConnectionTimeout) {
      return MakeFailure({.failure = Failure::kTimeout, .may_have_taken_effect = effect},
                         effect ? "no answer in time" : "no connection in time");
    }
    return MakeFailure(
        {.failure = IsUntrusted(error) ? Failure::kUntrustedServer : Failure::kUnreachable,
         .may_have_taken_effect = effect},
        absl::StrCat(effect ? "the connection broke: " : "no connection: ",
                     httplib::to_string(error)));
  }

  const ConnectionOptions& options_;
  Watchdog& watchdog_;
  SocketHandle socket_;
  std::unique_ptr<httplib::ClientImpl> http_;
};

Connection::Connection(const ConnectionOptions& options, Watchdog& watchdog)
    : impl_(std::make_unique<Impl>(options, watchdog)) {}
Connection::~Connection() = default;

bool Connection::IsOpen() const { return impl_->IsOpen(); }
bool Connection::IsStale() const { return impl_->IsStale(); }

absl::StatusOr<HttpAnswer> Connection::Exchange(const HttpRequest& request,
                                                const std::vector<std::string>& addresses,
                                                SteadyClock::time_point deadline) {
  return impl_->Exchange(request, addresses, deadline);
}

}  // namespace frontdesk::cliniko
