#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_CLINIC_FIELDS_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_CLINIC_FIELDS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace frontdesk::ctl {

// What an operator says of a clinic, checked. Each fails with InvalidArgument that names the flag.
// Without the space around it.
absl::StatusOr<std::string> CheckName(const std::string& said);
absl::Status CheckContactEmail(const std::string& said);
absl::Status CheckZone(const std::string& said);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_CLINIC_FIELDS_H_
