#ifndef FRONTDESK_LIBS_CLINIKO_ANSWER_FAILURE_H_
#define FRONTDESK_LIBS_CLINIKO_ANSWER_FAILURE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/cliniko/connection.h"
#include "libs/cliniko/failure.h"

namespace frontdesk::cliniko {

// One kind of request, as telemetry names it.
struct Route {
  absl::string_view method;
  absl::string_view path;                  // "/patients/{id}"
  Failure not_found = Failure::kNotFound;  // what a 404 means here

  bool is_read() const { return method == "GET"; }
};

// What `answer` means: OK for 2xx. The text names the route and the status; of the body it repeats
// only the names of refused fields. Source: contract/cliniko.md, sections 2 and 3.
absl::Status StatusOfAnswer(const Route& route, const HttpAnswer& answer, absl::Time now);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_ANSWER_FAILURE_H_
