#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_STAFF_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_STAFF_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "tests/cliniko_sandbox/json.h"

namespace frontdesk::sandbox {

class Sandbox;

// What people at the clinic do in Cliniko's own screens, behind the back of the API's clients.
// `action` is book, move, cancel, block, patient, practitioner or online-bookings; README.md lists
// the keys of each. Returns {"id": ...} of the record. Fails with kNotFound for an unknown action
// or record, and with kInvalidArgument for a bad request.
absl::StatusOr<Json> ActAsStaff(Sandbox& sandbox, absl::string_view action, const Json& request);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_STAFF_H_
