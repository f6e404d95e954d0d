#include "gateway/error_page.h"

#include <string>

#include "gateway/webhooks/answer.h"
#include "libs/status/domain_error.h"

namespace frontdesk::gateway {

std::string ErrorPage(int http_status) {
  switch (http_status) {
    case 200:
      return ErrorBody(DomainError::kInternalError, "", "");
    case 408:
      return ErrorBody(DomainError::kInvalidRequest, "", "the request took too long to arrive");
    case 413:
      return ErrorBody(DomainError::kInvalidRequest, "", "the body is too long");
    case 503:
      return ErrorBody(DomainError::kBookingSystemUnavailable, "", "too many requests at a time");
    default:
      return ErrorBody(DomainError::kInvalidRequest, "", "the request is not valid HTTP");
  }
}

}  // namespace frontdesk::gateway
