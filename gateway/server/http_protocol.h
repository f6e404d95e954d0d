#ifndef FRONTDESK_GATEWAY_SERVER_HTTP_PROTOCOL_H_
#define FRONTDESK_GATEWAY_SERVER_HTTP_PROTOCOL_H_

#include <cstddef>
#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "gateway/server/connection.h"
#include "gateway/server/http_message.h"
#include "httplib.h"

namespace frontdesk::gateway {

// Makes the body of an answer that no handler gave: for 400, 413, 503 and the like, and for 200
// where a handler threw.
using ErrorPage = std::function<std::string(int status)>;

// How long the body of a request with that target, as it was sent, may be.
using MaxBody = std::function<std::size_t(absl::string_view target)>;

// Whether connections end with the answer that is being written.
using IsLast = std::function<bool()>;

// HTTP/1.1 over a connection, one request at a time. cpp-httplib parses and writes; connections,
// threads and limits are the HttpServer's. Thread-safe.
class HttpProtocol : private httplib::Server {
 public:
  HttpProtocol(HttpHandler handler, ErrorPage error_page, MaxBody max_body_bytes, IsLast is_last);

  // Reads the request that was begun, has it handled and writes the answer. Says of a connection
  // that cannot carry another request, or must not, that it closes. Takes no longer than the
  // handler. The request is whole and its head one that HeadersOf() takes.
  void Answer(Connection& connection);

 private:
  void Handle(const httplib::Request& request, std::string body, httplib::Response& response) const;
  void HandlePost(const httplib::Request& request, httplib::Response& response,
                  const httplib::ContentReader& read) const;
  void Refuse(int status, httplib::Response& response) const;

  const HttpHandler handler_;
  const ErrorPage error_page_;
  const MaxBody max_body_bytes_;
  const IsLast is_last_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_HTTP_PROTOCOL_H_
