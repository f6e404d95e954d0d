#include "gateway/error_pages.h"

#include <mutex>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/webhooks/answer.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

constexpr absl::Duration kTellEvery = absl::Seconds(1);

struct Page {
  DomainError error;
  absl::string_view detail;
};

Page PageOf(int http_status) {
  switch (http_status) {
    case 200:
      return {DomainError::kInternalError, ""};
    case 401:
      return {DomainError::kUnauthorized, "the signature is missing or too old"};
    case 408:
      return {DomainError::kInvalidRequest, "the request took too long to arrive"};
    case 413:
      return {DomainError::kInvalidRequest, "the body is too long"};
    case 415:
      return {DomainError::kInvalidRequest, "the body must not be compressed here"};
    case 429:
      return {DomainError::kBookingSystemUnavailable, "too many requests of this key or address"};
    case 431:
      return {DomainError::kInvalidRequest, "the headers are too long or too many"};
    case 503:
      return {DomainError::kBookingSystemUnavailable, "too many requests at a time"};
    default:
      return {DomainError::kInvalidRequest, "the request is not valid HTTP"};
  }
}

}  // namespace

std::string ErrorPages::Of(int http_status) {
  const Page page = PageOf(http_status);
  int count = 0;
  {
    const std::lock_guard lock(mutex_);
    Told& told = told_[http_status];
    ++told.since;
    if (const absl::Time now = clock_.Now(); now >= told.at + kTellEvery) {
      count = std::exchange(told.since, 0);
      told.at = now;
    }
  }
  if (count > 0) {
    log::Info("refused", {{"status", http_status},
                          {"error", log::Ours(RowOf(page.error).webhook_code)},
                          {"count", count}});
  }
  return Written(ErrorEnvelope(page.error, "", page.detail)).body;
}

}  // namespace frontdesk::gateway
