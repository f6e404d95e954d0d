// Ends with 1 if its failpoint fails.
#include "absl/status/status.h"
#include "libs/failpoint/failpoint.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

absl::Status Run() {
  RETURN_IF_ERROR(ARM_FAILPOINTS_FROM_ENVIRONMENT());
  FAILPOINT("probe.place");
  return absl::OkStatus();
}

}  // namespace
}  // namespace frontdesk

int main() { return frontdesk::Run().ok() ? 0 : 1; }
