#include "gateway/error_page.h"

#include <string>

#include "absl/strings/string_view.h"
#include "gateway/webhooks/answer.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

struct Page {
  DomainError error;
  absl::string_view detail;
};

Page PageOf(int http_status) {
  switch (http_status) {
    case 200:
      return {DomainError::kInternalError, ""};
    case 408:
      return {DomainError::kInvalidRequest, "the request took too long to arrive"};
    case 413:
      return {DomainError::kInvalidRequest, "the body is too long"};
    case 503:
      return {DomainError::kBookingSystemUnavailable, "too many requests at a time"};
    default:
      return {DomainError::kInvalidRequest, "the request is not valid HTTP"};
  }
}

}  // namespace

std::string ErrorPage(int http_status) {
  const Page page = PageOf(http_status);
  log::Info("refused", {{"status", http_status}, {"error", RowOf(page.error).webhook_code}});
  return Written(ErrorEnvelope(page.error, "", page.detail)).body;
}

}  // namespace frontdesk::gateway
