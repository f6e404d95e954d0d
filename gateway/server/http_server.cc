#include "gateway/server/http_server.h"

#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gateway/server/http_message.h"
#include "httplib.h"

namespace frontdesk::gateway {
namespace {

HttpRequest FromHttplib(const httplib::Request& request) {
  HttpRequest result{.method = request.method, .path = request.path, .body = request.body};
  for (const auto& [name, value] : request.headers) result.headers.emplace_back(name, value);
  return result;
}

class HttplibServer : public HttpServer {
 public:
  explicit HttplibServer(HttpHandler handler) : handler_(std::move(handler)) {
    const auto answer = [this](const httplib::Request& request, httplib::Response& response) {
      const HttpResponse result = handler_(FromHttplib(request));
      response.status = result.status;
      for (const auto& [name, value] : result.headers) response.set_header(name, value);
      response.set_content(result.body, "application/json");
    };
    server_.Get(".*", answer);
    server_.Post(".*", answer);
    server_.Options(".*", answer);
    server_.set_tcp_nodelay(true);
    server_.new_task_queue = [] { return new httplib::ThreadPool(64); };
  }
  ~HttplibServer() override { Stop(absl::ZeroDuration()); }

  absl::Status Listen(const std::string& host, int port) {
    if (port == 0) {
      port = server_.bind_to_any_port(host);
    } else if (!server_.bind_to_port(host, port)) {
      port = -1;
    }
    if (port < 0) return absl::UnavailableError(absl::StrCat("cannot listen on ", host));
    url_ = absl::StrCat("http://", host, ":", port);
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
    return absl::OkStatus();
  }

  const std::string& url() const override { return url_; }
  void Stop(absl::Duration /*grace*/) override {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  HttpHandler handler_;
  httplib::Server server_;
  std::string url_;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(const HttpServerOptions& options,
                                                              HttpHandler handler) {
  const std::size_t colon = options.listen.rfind(':');
  int port = 0;
  if (colon == std::string::npos || !absl::SimpleAtoi(options.listen.substr(colon + 1), &port)) {
    return absl::InvalidArgumentError(absl::StrCat("not host:port: ", options.listen));
  }
  auto server = std::make_unique<HttplibServer>(std::move(handler));
  if (absl::Status status = server->Listen(options.listen.substr(0, colon), port); !status.ok()) {
    return status;
  }
  return server;
}

}  // namespace frontdesk::gateway
