#ifndef FRONTDESK_GATEWAY_SERVER_HTTP_SERVER_H_
#define FRONTDESK_GATEWAY_SERVER_HTTP_SERVER_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/server/http_message.h"

namespace frontdesk::gateway {

struct HttpServerOptions {
  std::string listen = "127.0.0.1:8080";  // host:port; port 0 picks a free one
  std::size_t max_body_bytes = 256 * 1024;
};

// A running HTTP/1.1 server. Thread-safe.
class HttpServer {
 public:
  virtual ~HttpServer() = default;

  // Fails if the address cannot be had. Requests are answered when this returns.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const HttpServerOptions& options,
                                                           HttpHandler handler);

  // "http://host:port" with the port that was picked.
  virtual const std::string& url() const = 0;

  // Takes no new connection, lets requests in work end for `grace`, then cuts them off. Idempotent.
  virtual void Stop(absl::Duration grace) = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_HTTP_SERVER_H_
