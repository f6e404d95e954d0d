#ifndef FRONTDESK_LIBS_CLINICS_CLINIKO_ZONE_H_
#define FRONTDESK_LIBS_CLINICS_CLINIKO_ZONE_H_

#include <optional>
#include <string>

#include "libs/cliniko/types.h"

namespace frontdesk {

// The IANA name of a zone as Cliniko tells it: its identifier if it has one that this machine knows,
// else what its label stands for. Empty if neither leads anywhere.
// Source: contract/cliniko.md, section 5.
std::optional<std::string> IanaNameOf(const cliniko::ZoneName& zone);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CLINIKO_ZONE_H_
