#ifndef FRONTDESK_LIBS_CIVIL_ZONE_H_
#define FRONTDESK_LIBS_CIVIL_ZONE_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/time_of_day.h"

namespace frontdesk {

// The zone with an IANA name such as "Australia/Sydney". absl::InvalidArgumentError for anything
// else; what to fall back to is the caller's decision.
absl::StatusOr<absl::TimeZone> LoadZone(absl::string_view iana_name);

// The IANA name behind a Rails label ("Melbourne", "Eastern Time (US & Canada)"), which is how
// Cliniko writes zones where it gives no identifier. Empty for an unknown label. Source:
// contract/cliniko.md, section 5, and the public mapping of ActiveSupport::TimeZone.
std::optional<std::string> IanaNameOfRailsLabel(absl::string_view label);

// What the wall of a clinic in `zone` shows at an instant.
absl::CivilDay DayAt(absl::Time instant, absl::TimeZone zone);
TimeOfDay TimeOfDayAt(absl::Time instant, absl::TimeZone zone);

// The instants that one civil day covers, [start, end): 23, 24 or 25 hours, or 23.5 on Lord Howe.
struct DayBounds {
  absl::Time start;
  absl::Time end;
};
DayBounds BoundsOf(absl::CivilDay day, absl::TimeZone zone);

// The instant at which the wall shows `time` on `day`. A time that daylight saving skips moves
// forward by as much as the clocks do (02:30 becomes 03:30); of a time that happens twice it is the
// first. Source: contract/webhooks.md, 4.2.
absl::Time ResolveStart(absl::CivilDay day, TimeOfDay time, absl::TimeZone zone);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_ZONE_H_
