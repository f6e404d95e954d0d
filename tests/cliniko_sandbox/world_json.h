#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_WORLD_JSON_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_WORLD_JSON_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/cliniko_sandbox/world.h"

namespace frontdesk::sandbox {

// Reads a world file (README.md describes the format). Times such as "in one working day at 10:00"
// count from `now`. Records without an id of their own get one that depends only on their place in
// the file, so it is the same at every load. Fails with a message that names the offending place.
absl::StatusOr<World> ParseWorld(absl::string_view text, absl::Time now);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_WORLD_JSON_H_
