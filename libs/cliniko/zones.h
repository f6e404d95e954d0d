#ifndef FRONTDESK_LIBS_CLINIKO_ZONES_H_
#define FRONTDESK_LIBS_CLINIKO_ZONES_H_

#include <optional>

#include "absl/time/time.h"
#include "libs/cliniko/types.h"

namespace frontdesk::cliniko {

// The zone that `name` means: its identifier, else its label. Empty where neither is known to us.
std::optional<absl::TimeZone> ZoneOf(const ZoneName& name);

// The account's zone, in which AvailableTimes counts days: the user's, which Cliniko's staff say
// stands for it, else what the settings tell. Source: contract/cliniko.md, section 5.
std::optional<absl::TimeZone> AccountZone(const User& user, const AccountSettings& settings);

// The zone on whose clock `business` works: its own, else the account's.
std::optional<absl::TimeZone> BusinessZone(const Business& business, const User& user,
                                           const AccountSettings& settings);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_ZONES_H_
