#ifndef FRONTDESK_GATEWAY_SERVER_HTTP_SERVER_H_
#define FRONTDESK_GATEWAY_SERVER_HTTP_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/server/http_message.h"
#include "gateway/server/http_server_options.h"

namespace frontdesk::gateway {

// A running HTTP/1.1 server. Requests that wait are taken from one caller after the other. A
// connection costs a thread only while a request of it is handled:
// neither an idle nor a slow client keeps others waiting. Thread-safe.
class HttpServer {
 public:
  virtual ~HttpServer() = default;  // as Stop without grace

  // Fails if the address cannot be had, with InvalidArgument for TLS files that cannot be used and
  // for plain HTTP that others can reach. Requests are answered when this returns. With TLS, the
  // process must ignore SIGPIPE.
  // `door` must outlive the server; without one everybody may come in, and an address is a caller.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(const HttpServerOptions& options,
                                                           HttpHandler handler,
                                                           Doorkeeper* door = nullptr);

  // "http://host:port" with the port that was picked; "https://" with TLS.
  virtual const std::string& url() const = 0;

  // Whether this machine alone can connect.
  virtual bool IsLocal() const = 0;

  // Serves as before, but ends each connection with its next answer. Idempotent.
  virtual void Drain() = 0;

  // Takes no new connection, lets requests that have arrived by now end for `grace`, then cuts
  // their connections off, forgets those that no handler has begun, and waits for the handlers.
  // Idempotent.
  virtual void Stop(absl::Duration grace) = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_HTTP_SERVER_H_
