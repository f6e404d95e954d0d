#include "libs/service/operations_server.h"

#include <httplib.h>
#include <sys/socket.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/metrics.h"
#include "libs/telemetry/process_metrics.h"

namespace frontdesk {
namespace {

constexpr int kThreads = 4;  // a scraper, an orchestrator's two probes, and somebody who is curious
constexpr int kBacklog = 128;
constexpr int kIdleSeconds = 5;  // a connection holds one of the threads for so long
constexpr int kReadSeconds = 2;
constexpr char kJson[] = "application/json";

class HttplibOperationsServer : public OperationsServer {
 public:
  explicit HttplibOperationsServer(std::function<bool()> ready) : ready_(std::move(ready)) {
    http_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    http_.set_keep_alive_max_count(1000);
    http_.set_keep_alive_timeout(kIdleSeconds);
    http_.set_read_timeout(kReadSeconds);
    http_.set_write_timeout(kReadSeconds);
    http_.set_payload_max_length(1024);
    http_.set_tcp_nodelay(true);
    http_.set_socket_options([this](socket_t socket) {
      listening_socket_ = socket;
      const int on = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    });
    http_.Get("/metrics", [](const httplib::Request&, httplib::Response& response) {
      response.set_content(metrics::Text(), "text/plain; version=0.0.4; charset=utf-8");
    });
    http_.Get("/healthz", [](const httplib::Request&, httplib::Response& response) {
      response.set_content(R"({"status":"ok"})", kJson);
    });
    http_.Get("/readyz", [this](const httplib::Request&, httplib::Response& response) {
      const bool now = ready_();
      response.status = now ? 200 : 503;
      response.set_content(now ? R"({"status":"ready"})" : R"({"status":"not_ready"})", kJson);
    });
  }

  ~HttplibOperationsServer() override {
    http_.stop();
    if (thread_.joinable()) thread_.join();
  }

  absl::Status Listen(const std::string& listen) {
    const std::size_t colon = listen.rfind(':');
    int port = 0;
    if (colon == std::string::npos || !absl::SimpleAtoi(listen.substr(colon + 1), &port)) {
      return absl::InvalidArgumentError(absl::StrCat("not host:port: ", listen));
    }
    const std::string host = listen.substr(0, colon);
    if (port == 0) {
      port = http_.bind_to_any_port(host.c_str());
    } else if (!http_.bind_to_port(host.c_str(), port)) {
      port = -1;
    }
    if (port <= 0) return absl::UnavailableError(absl::StrCat("cannot listen on ", listen));
    // The library's own backlog is 5.
    ::listen(listening_socket_, kBacklog);
    url_ = absl::StrCat("http://", host, ":", port);
    thread_ = std::thread([this] { http_.listen_after_bind(); });
    while (!http_.is_running()) std::this_thread::yield();  // else stop() could come too early
    return absl::OkStatus();
  }

  const std::string& url() const override { return url_; }

 private:
  const std::function<bool()> ready_;
  const std::vector<std::unique_ptr<metrics::Reading>> process_ = ShowProcess();
  socket_t listening_socket_ = INVALID_SOCKET;
  httplib::Server http_;
  std::string url_;
  std::thread thread_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<OperationsServer>> OperationsServer::Start(
    const std::string& listen, std::function<bool()> ready) {
  auto server = std::make_unique<HttplibOperationsServer>(std::move(ready));
  RETURN_IF_ERROR(server->Listen(listen));
  return server;
}

}  // namespace frontdesk
