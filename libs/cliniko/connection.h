#ifndef FRONTDESK_LIBS_CLINIKO_CONNECTION_H_
#define FRONTDESK_LIBS_CLINIKO_CONNECTION_H_

#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/cliniko/endpoint.h"
#include "libs/concurrency/watchdog.h"

namespace frontdesk::cliniko {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;
  std::string target;  // path and query, percent-encoded
  std::string body{};  // JSON; empty: none
};

// An answer of any status.
struct HttpAnswer {
  int status = 0;
  std::string body{};
  std::string rate_limit_reset{};  // headers as sent; empty where they were not
  std::string retry_after{};
  std::string date{};
};

struct ConnectionOptions {
  Endpoint endpoint{};
  HttpHeaders headers{};  // sent with every request
  std::string ca_file{};  // PEM; empty: what the system trusts
  size_t longest_body = 8u << 20;
  std::stop_token hang_up{};  // once a stop is requested, an exchange under way fails with kTimeout
};

// One connection to the server, reopened when needed: cpp-httplib with a deadline for all of it.
// One thread at a time.
class Connection {
 public:
  // `watchdog` must outlive the object.
  Connection(const ConnectionOptions& options, Watchdog& watchdog);
  ~Connection();

  bool IsOpen() const;
  // While it was idle the server closed it, or sent what nobody had asked for. A request on it
  // would get lost in a way that cannot be told from one that was done.
  bool IsStale() const;

  // Sends `request` and waits for the answer until `deadline`, trying `addresses` in turn if it has
  // to connect. Redirects are answers like any other. Fails with kTimeout, kUnreachable,
  // kUntrustedServer or kMalformedAnswer; MayHaveTakenEffect is true unless no byte of the request
  // was sent.
  absl::StatusOr<HttpAnswer> Exchange(const HttpRequest& request,
                                      const std::vector<std::string>& addresses,
                                      std::chrono::steady_clock::time_point deadline);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_CONNECTION_H_
