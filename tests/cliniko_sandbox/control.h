#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_CONTROL_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_CONTROL_H_

#include "absl/strings/string_view.h"
#include "tests/cliniko_sandbox/call.h"
#include "tests/cliniko_sandbox/query.h"

namespace frontdesk::sandbox {

class Sandbox;

// Answers a request of the control path; `path` is what follows "/_sandbox". README.md lists the
// routes. Errors are 400 and 404 with {"error": ...}.
Reply HandleControl(Sandbox& sandbox, absl::string_view method, absl::string_view path,
                    const Query& query, absl::string_view body);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_CONTROL_H_
