#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_EXPLAIN_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_EXPLAIN_H_

#include <string>

#include "absl/status/status.h"

namespace frontdesk::ctl {

// What went wrong and what to do about it, in words for the operator. `status` is not OK.
std::string Explain(const absl::Status& status);

// Whether the operator used the tool wrongly: what the command line says must change first.
bool IsUsageError(const absl::Status& status);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_EXPLAIN_H_
