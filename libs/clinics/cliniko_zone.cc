#include "libs/clinics/cliniko_zone.h"

#include <optional>
#include <string>

#include "libs/civil/zone.h"
#include "libs/cliniko/types.h"

namespace frontdesk {

std::optional<std::string> IanaNameOf(const cliniko::ZoneName& zone) {
  if (LoadZone(zone.identifier).ok()) return zone.identifier;
  std::optional<std::string> name = IanaNameOfRailsLabel(zone.label);
  if (name.has_value() && LoadZone(*name).ok()) return name;
  return std::nullopt;
}

}  // namespace frontdesk
