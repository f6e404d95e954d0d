#ifndef FRONTDESK_GATEWAY_SERVER_HTTP_SERVER_OPTIONS_H_
#define FRONTDESK_GATEWAY_SERVER_HTTP_SERVER_OPTIONS_H_

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "gateway/server/http_message.h"
#include "gateway/server/tls_files.h"

namespace frontdesk::gateway {

struct HttpServerOptions {
  std::string listen = "127.0.0.1:8080";  // host:port; port 0 picks a free one
  TlsFiles tls;                           // empty: plain HTTP
  // Plain HTTP where others than this machine can connect, which keys and names would cross in the
  // clear.
  bool plain_for_others = false;
  std::size_t max_body_bytes = 64 * 1024;  // 413
  // One path takes longer bodies, none if empty: a report of a whole call is longer than any
  // question of an agent. Not less than max_body_bytes.
  std::string long_body_path = {};
  std::size_t max_long_body_bytes = 4 * 1024 * 1024;
  // The status with which a long body is refused unread, as its head tells; 0: it is read. Asked by
  // one thread of the server at a time; must be quick.
  std::function<int(const HttpRequest& head)> long_body_refusal = [](const HttpRequest&) {
    return 0;
  };
  std::size_t max_head_bytes = 32 * 1024;  // of request line and headers; 431
  std::size_t max_headers = 100;           // 431
  std::size_t threads = 64;                // requests handled at a time, in each lane
  std::size_t threads_per_caller = 48;     // of these, by whom the doorkeeper takes for one
  // Of searches, which compute or have begun a moment ago; what is brief begins beside them.
  std::size_t searches_at_once = 2 * std::max(2u, std::thread::hardware_concurrency());
  std::size_t page_threads = 4;            // besides, for what the doorkeeper takes for a page
  std::size_t report_threads = 4;          // and for a report, half of them of one caller
  std::size_t strangers_per_second = 100;  // that begin, of those without a key known to be good
  std::size_t waiting_requests = 512;      // more than these are refused at once with 503
  std::size_t waiting_per_caller = 128;    // the same with 429
  absl::Duration waiting_time = absl::Seconds(4);  // after that, 503
  std::size_t max_connections =
      4096;  // idle ones included; at most 3/4 of the process's descriptors
  // Memory of requests that arrive or wait, by one sender a quarter. With more of it taken, those
  // that are not small get 503; long bodies do from the half.
  std::size_t max_buffered_bytes = 64 * 1024 * 1024;
  std::size_t max_large_bytes_per_second = 32 * 1024 * 1024;  // read of requests that are not small
  // For a request to arrive, from its first byte; for the first one to begin, TLS included; and for
  // an answer to be taken.
  absl::Duration request_time = absl::Seconds(10);
  absl::Duration idle_time = absl::Seconds(75);  // between two requests of a connection
  // The body of an answer that no handler gave: for 400, 401, 408, 413, 415, 429, 431, 503, and for
  // 200 where
  // the handler threw, since the agent's model sees the body of a 2xx answer alone.
  std::function<std::string(int status)> error_page = [](int) { return "{}"; };
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_HTTP_SERVER_OPTIONS_H_
