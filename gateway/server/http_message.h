#ifndef FRONTDESK_GATEWAY_SERVER_HTTP_MESSAGE_H_
#define FRONTDESK_GATEWAY_SERVER_HTTP_MESSAGE_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontdesk::gateway {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;  // upper case
  std::string path;    // without the query, which nothing here reads
  HttpHeaders headers;
  std::string body;
  absl::Duration waited = absl::ZeroDuration();  // for a thread, since it had arrived
  bool key_was_known = false;                    // as a good one, when it came in

  // The value of the first header of that name, in whatever case; empty if there is none.
  std::string Header(absl::string_view name) const {
    for (const auto& [key, value] : headers) {
      if (absl::EqualsIgnoreCase(key, name)) return value;
    }
    return "";
  }
};

struct HttpResponse {
  int status = 200;
  std::string body;  // JSON
  HttpHeaders headers;
  bool key_was_good = false;  // not sent
};

// Answers a request. Called from many threads at once.
using HttpHandler = std::function<HttpResponse(const HttpRequest&)>;

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_HTTP_MESSAGE_H_
