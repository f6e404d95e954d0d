#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_FIND_CLINIC_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_FIND_CLINIC_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_admin.h"

namespace frontdesk::ctl {

// The clinic that `said` names by its id or by a number that callers dial, written in any way that
// is usual in the clinic's country. Fails with kClinicNotFound, and with
// InvalidArgument for nothing but blanks.
absl::StatusOr<ClinicRecord> FindClinic(ClinicAdmin& admin, absl::string_view said,
                                        absl::Time deadline);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_FIND_CLINIC_H_
