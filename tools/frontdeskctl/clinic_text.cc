#include "tools/frontdeskctl/clinic_text.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "libs/clinics/clinic_admin.h"

namespace frontdesk::ctl {

void AddClinicFlag(CLI::App& command, std::string& said) {
  command.add_option("--clinic", said, "a number of the clinic, or its id")->required();
}

std::string TimeText(std::optional<absl::Time> time) {
  if (!time.has_value()) return "never";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", *time, absl::UTCTimeZone());
}

nlohmann::ordered_json TimeJson(std::optional<absl::Time> time) {
  if (!time.has_value()) return nullptr;
  return TimeText(time);
}

nlohmann::ordered_json ClinicJson(const ClinicRecord& clinic) {
  return {{"clinic_id", clinic.id.value()},
          {"clinic_name", clinic.name},
          {"clinic_number", clinic.phone_numbers.empty() ? "" : clinic.phone_numbers.front()},
          {"phone_numbers", clinic.phone_numbers},
          {"country", clinic.country},
          {"time_zone", clinic.zone_name},
          {"contact_email", clinic.contact_email},
          {"cliniko_shard", clinic.cliniko_shard},
          {"cliniko_rate", clinic.cliniko_rate.has_value()
                               ? nlohmann::ordered_json(*clinic.cliniko_rate)
                               : nlohmann::ordered_json()},
          {"retention_days", clinic.retention_days.has_value()
                                 ? nlohmann::ordered_json(*clinic.retention_days)
                                 : nlohmann::ordered_json()},
          {"active", clinic.active},
          {"directory_version", clinic.directory_version},
          {"synced_at", TimeJson(clinic.synced_at)},
          {"created_at", TimeJson(clinic.created_at)}};
}

}  // namespace frontdesk::ctl
