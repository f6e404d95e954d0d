#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_CLINIC_TEXT_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_CLINIC_TEXT_H_

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "libs/clinics/clinic_admin.h"

namespace CLI {
class App;
}

namespace frontdesk::ctl {

// Adds --clinic, which must be given: what FindClinic reads.
void AddClinicFlag(CLI::App& command, std::string& said);

// In UTC to the second; "never" for nothing.
std::string TimeText(std::optional<absl::Time> time);
// The same; null for nothing.
nlohmann::ordered_json TimeJson(std::optional<absl::Time> time);

nlohmann::ordered_json ClinicJson(const ClinicRecord& clinic);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_CLINIC_TEXT_H_
