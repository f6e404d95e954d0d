#include "libs/civil/zone.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/time_of_day.h"

namespace frontdesk {
namespace {

struct RailsZone {
  absl::string_view label;
  absl::string_view iana_name;
};

constexpr RailsZone kRailsZones[] = {
    {"Adelaide", "Australia/Adelaide"},
    {"Brisbane", "Australia/Brisbane"},
    {"Canberra", "Australia/Canberra"},
    {"Darwin", "Australia/Darwin"},
    {"Hobart", "Australia/Hobart"},
    {"Melbourne", "Australia/Melbourne"},
    {"Perth", "Australia/Perth"},
    {"Sydney", "Australia/Sydney"},
    {"Auckland", "Pacific/Auckland"},
    {"Wellington", "Pacific/Auckland"},
    {"Chatham Is.", "Pacific/Chatham"},
    {"Edinburgh", "Europe/London"},
    {"London", "Europe/London"},
    {"Dublin", "Europe/Dublin"},
    {"Lisbon", "Europe/Lisbon"},
    {"Paris", "Europe/Paris"},
    {"Berlin", "Europe/Berlin"},
    {"Amsterdam", "Europe/Amsterdam"},
    {"Madrid", "Europe/Madrid"},
    {"Rome", "Europe/Rome"},
    {"Hawaii", "Pacific/Honolulu"},
    {"Alaska", "America/Juneau"},
    {"Pacific Time (US & Canada)", "America/Los_Angeles"},
    {"Mountain Time (US & Canada)", "America/Denver"},
    {"Arizona", "America/Phoenix"},
    {"Central Time (US & Canada)", "America/Chicago"},
    {"Saskatchewan", "America/Regina"},
    {"Eastern Time (US & Canada)", "America/New_York"},
    {"Indiana (East)", "America/Indiana/Indianapolis"},
    {"Atlantic Time (Canada)", "America/Halifax"},
    {"Newfoundland", "America/St_Johns"},
    {"Hong Kong", "Asia/Hong_Kong"},
    {"Singapore", "Asia/Singapore"},
    {"Tokyo", "Asia/Tokyo"},
    {"New Delhi", "Asia/Kolkata"},
    {"Mumbai", "Asia/Kolkata"},
    {"Pretoria", "Africa/Johannesburg"},
    {"UTC", "Etc/UTC"},
};

}  // namespace

absl::StatusOr<absl::TimeZone> LoadZone(absl::string_view iana_name) {
  absl::TimeZone zone;
  // absl also takes "localtime", "libc:...", "UTC0" and file paths, none of which names a clinic's
  // zone.
  const bool could_be_iana =
      !iana_name.empty() && iana_name[0] != '/' && iana_name != "localtime" &&
      !absl::StartsWith(iana_name, "Fixed/") &&
      std::all_of(iana_name.begin(), iana_name.end(), [](char c) {
        return absl::ascii_isalnum(c) || absl::StrContains("/_+-", absl::string_view(&c, 1));
      });
  if (could_be_iana && absl::LoadTimeZone(iana_name, &zone) && zone.name() == iana_name) {
    return zone;
  }
  return absl::InvalidArgumentError(absl::StrCat("no time zone is called \"", iana_name, "\""));
}

std::optional<std::string> IanaNameOfRailsLabel(absl::string_view label) {
  for (const RailsZone& zone : kRailsZones) {
    if (absl::EqualsIgnoreCase(zone.label, label)) return std::string(zone.iana_name);
  }
  return std::nullopt;
}

absl::CivilDay DayAt(absl::Time instant, absl::TimeZone zone) {
  return absl::ToCivilDay(instant, zone);
}

TimeOfDay TimeOfDayAt(absl::Time instant, absl::TimeZone zone) {
  const absl::CivilMinute wall = absl::ToCivilMinute(instant, zone);
  return TimeOfDay::At(wall.hour(), wall.minute());
}

DayBounds BoundsOf(absl::CivilDay day, absl::TimeZone zone) {
  return {absl::FromCivil(day, zone), absl::FromCivil(day + 1, zone)};
}

absl::Time ResolveStart(absl::CivilDay day, TimeOfDay time, absl::TimeZone zone) {
  // `pre` reads the wall with the offset from before a transition: that is the first of two equal
  // times, and moves a skipped time forward by the length of the gap.
  return zone.At(absl::CivilMinute(day) + time.minutes()).pre;
}

}  // namespace frontdesk
