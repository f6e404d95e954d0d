#include "libs/clinics/clinic_rows.h"

#include <pqxx/result>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/civil/zone.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/postgres/values.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk {
namespace {

constexpr char kFallbackZone[] = "Australia/Sydney";

}  // namespace

absl::StatusOr<Clinic> ToClinic(const pqxx::row& row) {
  Clinic clinic{.id = ClinicId(row[0].as<std::string>()),
                .name = row[1].as<std::string>(),
                .country = row[2].as<std::string>(),
                .zone_name = row[3].as<std::string>()};
  ASSIGN_OR_RETURN(clinic.phone_numbers, FromArray(row[4].as<std::string>()));
  absl::StatusOr<absl::TimeZone> zone = LoadZone(clinic.zone_name);
  if (!zone.ok()) {
    log::Warn("clinic_zone_unknown", {{"clinic", clinic.id},
                                      {"zone", log::Ours(clinic.zone_name)},
                                      {"fallback", kFallbackZone}});
    clinic.zone_name = kFallbackZone;
    zone = LoadZone(kFallbackZone);
    if (!zone.ok()) return zone.status();
  }
  clinic.zone = *zone;
  return clinic;
}

}  // namespace frontdesk
