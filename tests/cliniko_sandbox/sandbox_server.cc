#include "tests/cliniko_sandbox/sandbox_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "httplib.h"
#include "tests/cliniko_sandbox/connections.h"
#include "tests/cliniko_sandbox/control.h"
#include "tests/cliniko_sandbox/sandbox.h"

namespace frontdesk::sandbox {
namespace {

constexpr char kControlPrefix[] = "/_sandbox";
constexpr size_t kPieces = 20;  // of a slow body

bool IsLoopback(const std::string& host) {
  in_addr address = {};
  if (inet_pton(AF_INET, host.c_str(), &address) != 1) return host == "localhost";
  return ntohl(address.s_addr) >> 24 == 127;
}

ApiRequest FromHttp(const httplib::Request& http, const char* scheme) {
  ApiRequest request;
  request.method = http.method;
  request.path = http.path;
  const size_t mark = http.target.find('?');
  if (mark != std::string::npos) request.query = http.target.substr(mark + 1);
  request.body = http.body;
  request.scheme = scheme;
  request.host = http.get_header_value("Host");
  request.authorization = http.get_header_value("Authorization");
  request.user_agent = http.get_header_value("User-Agent");
  request.accept = http.get_header_value("Accept");
  request.content_type = http.get_header_value("Content-Type");
  return request;
}

void HeadToHttp(const Reply& reply, httplib::Response& http) {
  http.status = reply.status;
  for (const auto& [name, value] : reply.headers) http.set_header(name, value);
}

void ToHttp(const Reply& reply, httplib::Response& http) {
  HeadToHttp(reply, http);
  if (!reply.content_type.empty()) http.set_content(reply.body, reply.content_type);
}

}  // namespace

class SandboxServer::Impl {
 public:
  explicit Impl(Options options) : options_(std::move(options)) {}

  ~Impl() {
    if (sandbox_ != nullptr) sandbox_->Stop();
    if (http_ != nullptr) http_->stop();
    // The library's threads wait for idle connections otherwise.
    CutAllConnections(port_);
    if (thread_.joinable()) thread_.join();
  }

  absl::Status Start(std::string world) {
    if (!IsLoopback(options_.host)) {
      return absl::InvalidArgumentError(
          absl::StrCat(options_.host, " is no loopback address; the sandbox serves nobody else"));
    }
    const Clock& clock = options_.clock == nullptr ? system_clock_ : *options_.clock;
    absl::StatusOr<std::unique_ptr<Sandbox>> sandbox = Sandbox::Create(std::move(world), clock);
    if (!sandbox.ok()) return sandbox.status();
    sandbox_ = *std::move(sandbox);
    MakeHttpServer();
    if (!http_->is_valid()) return absl::InvalidArgumentError("cannot use the TLS certificate");
    port_ = options_.port == 0 ? http_->bind_to_any_port(options_.host)
            : http_->bind_to_port(options_.host, options_.port) ? options_.port
                                                                : -1;
    if (port_ <= 0) {
      return absl::UnavailableError(
          absl::StrCat("cannot listen on ", options_.host, ":", options_.port));
    }
    // The library's backlog of 5 loses connections when many clients come at once.
    ::listen(listening_socket_, 1024);
    thread_ = std::thread([this] { http_->listen_after_bind(); });
    while (!http_->is_running()) std::this_thread::yield();
    return absl::OkStatus();
  }

  std::string Origin() const { return absl::StrCat(scheme(), "://", options_.host, ":", port_); }
  int port() const { return port_; }
  Sandbox& sandbox() { return *sandbox_; }

 private:
  const char* scheme() const { return options_.tls_cert.empty() ? "http" : "https"; }

  void MakeHttpServer() {
    if (options_.tls_cert.empty()) {
      http_ = std::make_unique<httplib::Server>();
    } else {
      http_ =
          std::make_unique<httplib::SSLServer>(options_.tls_cert.c_str(), options_.tls_key.c_str());
      if (!http_->is_valid()) return;
    }
    http_->new_task_queue = [this] {
      return new httplib::ThreadPool(static_cast<size_t>(std::max(64, options_.threads)));
    };
    http_->set_tcp_nodelay(true);
    http_->set_keep_alive_max_count(1000000000);
    http_->set_keep_alive_timeout(60);
    http_->set_payload_max_length(16 << 20);
    http_->set_socket_options([this](socket_t socket) {
      listening_socket_ = socket;
      const int on = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    });
    const auto handler = [this](const httplib::Request& request, httplib::Response& response) {
      Serve(request, response);
    };
    // The library would wait for a body until the client gives up; by RFC 9112 there is none.
    http_->set_pre_routing_handler(
        [this](const httplib::Request& request, httplib::Response& response) {
          const bool may_have_body =
              request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
          if (!may_have_body || request.has_header("Content-Length") ||
              request.has_header("Transfer-Encoding")) {
            return httplib::Server::HandlerResponse::Unhandled;
          }
          Serve(request, response);
          return httplib::Server::HandlerResponse::Handled;
        });
    http_->Get(".*", handler);
    http_->Post(".*", handler);
    http_->Put(".*", handler);
    http_->Patch(".*", handler);
    http_->Delete(".*", handler);
  }

  void Serve(const httplib::Request& http_request, httplib::Response& http_response) {
    const ApiRequest request = FromHttp(http_request, scheme());
    if (absl::StartsWith(request.path, kControlPrefix)) {
      ToHttp(
          HandleControl(*sandbox_, request.method, absl::StripPrefix(request.path, kControlPrefix),
                        Query(request.query), request.body),
          http_response);
      return;
    }
    if (request.path != "/v1" && !absl::StartsWith(request.path, "/v1/")) {
      ToHttp(NotFound(sandbox_->settings()), http_response);
      return;
    }
    const Outcome outcome = sandbox_->Handle(request);
    Deliver(outcome, http_request, http_response);
  }

  void Deliver(const Outcome& outcome, const httplib::Request& request,
               httplib::Response& response) {
    switch (outcome.delivery) {
      case Delivery::kNone:
        ToHttp(outcome.reply, response);
        return;
      case Delivery::kHang:
        sandbox_->Pause(outcome.delivery_time, /*until_cleared=*/true);
        CutConnection(port_, request.remote_port, /*reset=*/false);
        return;
      case Delivery::kDrop:
        CutConnection(port_, request.remote_port, /*reset=*/false);
        return;
      case Delivery::kReset:
        CutConnection(port_, request.remote_port, /*reset=*/true);
        return;
      case Delivery::kTruncated:
        SendHalf(outcome.reply, response);
        return;
      case Delivery::kSlowBody:
        SendSlowly(outcome, response);
        return;
    }
  }

  static void SendHalf(const Reply& reply, httplib::Response& response) {
    HeadToHttp(reply, response);
    const std::string body = reply.body;
    response.set_content_provider(
        body.size(), reply.content_type,
        [body](size_t offset, size_t /*length*/, httplib::DataSink& sink) {
          if (offset > 0) return false;
          sink.write(body.data(), body.size() / 2);
          return true;
        });
  }

  void SendSlowly(const Outcome& outcome, httplib::Response& response) {
    HeadToHttp(outcome.reply, response);
    const std::string body = outcome.reply.body;
    const size_t piece = std::max<size_t>(1, body.size() / kPieces);
    const absl::Duration pause = outcome.delivery_time / static_cast<int64_t>(kPieces);
    response.set_content_provider(
        body.size(), outcome.reply.content_type,
        [this, body, piece, pause](size_t offset, size_t length, httplib::DataSink& sink) {
          if (!sandbox_->Pause(pause)) return false;
          return sink.write(body.data() + offset, std::min(piece, length));
        });
  }

  const Options options_;
  const SystemClock system_clock_;
  std::unique_ptr<Sandbox> sandbox_;
  std::unique_ptr<httplib::Server> http_;
  std::thread thread_;
  int listening_socket_ = -1;
  int port_ = 0;
};

absl::StatusOr<std::unique_ptr<SandboxServer>> SandboxServer::Start(std::string world,
                                                                    Options options) {
  auto impl = std::make_unique<Impl>(std::move(options));
  if (const absl::Status status = impl->Start(std::move(world)); !status.ok()) return status;
  return std::unique_ptr<SandboxServer>(new SandboxServer(std::move(impl)));
}

SandboxServer::SandboxServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SandboxServer::~SandboxServer() = default;

std::string SandboxServer::url() const { return absl::StrCat(impl_->Origin(), "/v1"); }
std::string SandboxServer::control_url() const {
  return absl::StrCat(impl_->Origin(), kControlPrefix);
}
int SandboxServer::port() const { return impl_->port(); }
Sandbox& SandboxServer::sandbox() { return impl_->sandbox(); }

absl::StatusOr<std::string> SandboxServer::Control(absl::string_view method, absl::string_view path,
                                                   absl::string_view body) {
  const size_t mark = std::min(path.find('?'), path.size());
  const Query query(path.substr(std::min(mark + 1, path.size())));
  Reply reply = HandleControl(sandbox(), method, path.substr(0, mark), query, body);
  if (reply.status >= 300) return absl::InvalidArgumentError(reply.body);
  return std::move(reply.body);
}

int SandboxServer::LiveAppointments() {
  int live = 0;
  sandbox().Look([&](const World& world) {
    for (const Account& account : world.accounts) {
      for (const auto& [id, appointment] : account.individual_appointments) {
        live += IsLive(appointment) ? 1 : 0;
      }
    }
  });
  return live;
}

void SandboxServer::FixTime(absl::Time time) { sandbox().clock().Fix(time); }
void SandboxServer::RunTimeFrom(absl::Time time) { sandbox().clock().RunFrom(time); }

}  // namespace frontdesk::sandbox
