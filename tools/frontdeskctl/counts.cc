#include "tools/frontdeskctl/counts.h"

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/schedule_cache/directory/directory_sync.h"

namespace frontdesk::ctl {

std::vector<std::vector<std::string>> CountRows(const DirectoryCounts& counts) {
  return {{"Locations", absl::StrCat(counts.businesses)},
          {"Practitioners", absl::StrCat(counts.practitioners)},
          {"Appointment types", absl::StrCat(counts.appointment_types)},
          {"Offerings", absl::StrCat(counts.offerings)},
          {"Working hours", absl::StrCat(counts.working_hours)}};
}

nlohmann::ordered_json CountsJson(const DirectoryCounts& counts) {
  return {{"businesses", counts.businesses},
          {"practitioners", counts.practitioners},
          {"appointment_types", counts.appointment_types},
          {"offerings", counts.offerings},
          {"working_hours", counts.working_hours}};
}

void PrintJsonLine(std::ostream& out, const nlohmann::ordered_json& json) {
  out << json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

}  // namespace frontdesk::ctl
