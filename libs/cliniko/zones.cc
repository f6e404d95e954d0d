#include "libs/cliniko/zones.h"

#include <string>

#include "libs/civil/zone.h"

namespace frontdesk::cliniko {

std::optional<absl::TimeZone> ZoneOf(const ZoneName& name) {
  if (const absl::StatusOr<absl::TimeZone> zone = LoadZone(name.identifier); zone.ok())
    return *zone;
  const std::optional<std::string> identifier = IanaNameOfRailsLabel(name.label);
  if (!identifier.has_value()) return std::nullopt;
  const absl::StatusOr<absl::TimeZone> zone = LoadZone(*identifier);
  if (!zone.ok()) return std::nullopt;
  return *zone;
}

std::optional<absl::TimeZone> AccountZone(const User& user, const AccountSettings& settings) {
  const std::optional<absl::TimeZone> zone = ZoneOf(user.zone);
  return zone.has_value() ? zone : ZoneOf(settings.zone);
}

std::optional<absl::TimeZone> BusinessZone(const Business& business, const User& user,
                                           const AccountSettings& settings) {
  const std::optional<absl::TimeZone> zone = ZoneOf(business.zone);
  return zone.has_value() ? zone : AccountZone(user, settings);
}

}  // namespace frontdesk::cliniko
