#ifndef FRONTDESK_LIBS_CLINIKO_CALL_OBSERVER_H_
#define FRONTDESK_LIBS_CLINIKO_CALL_OBSERVER_H_

#include <functional>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/cliniko/failure.h"

namespace frontdesk::cliniko {

// One exchange with Cliniko: a page, an attempt. It names no record and nobody, so all of it may be
// logged.
struct CallRecord {
  absl::string_view method;
  absl::string_view route;                     // "/patients/{id}"
  int http_status = 0;                         // 0: no answer
  std::optional<Failure> failure;              // empty: success
  std::optional<absl::Time> rate_limit_reset;  // of a 429, by our own clock
  int attempt = 1;
  absl::Duration took;
};

// Called on the caller's thread after each exchange; must be quick and thread-safe.
using CallObserver = std::function<void(const CallRecord&)>;

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_CALL_OBSERVER_H_
