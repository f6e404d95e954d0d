#include "gateway/server/refusal.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk::gateway {
namespace {

struct Words {
  absl::string_view line;
  metrics::Name counted;
};

Words WordsOf(int status) {
  switch (status) {
    case 400:
      return {"400 Bad Request", "400"};
    case 401:
      return {"401 Unauthorized", "401"};
    case 408:
      return {"408 Request Timeout", "408"};
    case 413:
      return {"413 Payload Too Large", "413"};
    case 415:
      return {"415 Unsupported Media Type", "415"};
    case 429:
      return {"429 Too Many Requests", "429"};
    case 431:
      return {"431 Request Header Fields Too Large", "431"};
    default:
      return {"503 Service Unavailable", "503"};
  }
}

}  // namespace

std::string RefusalOf(int status, absl::Duration try_after, bool closes, absl::string_view body) {
  static metrics::Counter refusals("frontdesk_gateway_refused_total",
                                   "Requests refused before a webhook saw them.", {"status"});
  const Words words = WordsOf(status);
  refusals.Add({words.counted});
  const bool later = status == 429 || status == 503;
  const std::int64_t seconds =
      std::max<std::int64_t>(1, absl::ToInt64Seconds(absl::Ceil(try_after, absl::Seconds(1))));
  return absl::StrCat("HTTP/1.1 ", words.line, "\r\n",
                      later ? absl::StrCat("Retry-After: ", seconds, "\r\n") : "",
                      "Content-Type: application/json\r\nContent-Length: ", body.size(),
                      closes ? "\r\nConnection: close" : "", "\r\n\r\n", body);
}

}  // namespace frontdesk::gateway
