#ifndef FRONTDESK_LIBS_CIVIL_FORMAT_H_
#define FRONTDESK_LIBS_CIVIL_FORMAT_H_

#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/time_of_day.h"

namespace frontdesk {

// The forms in which times and days leave us. Source: contract/webhooks.md, 1.5, 2.4, 4.2 and D14.

// For ears: "9:30 AM", "12:00 PM".
std::string SpokenTimeText(TimeOfDay time);
std::string SpokenTimeText(absl::Time start, absl::TimeZone zone);

// For ears: "Tuesday, July 14".
std::string SpokenDayText(absl::CivilDay day);

// For ears, where the year matters: "Tuesday, July 14, 2026".
std::string SpokenFullDayText(absl::CivilDay day);

// For ears: "Tuesday, July 14 at 9:30 AM".
std::string SpokenStartText(absl::Time start, absl::TimeZone zone);

// For machines: "2026-07-14".
std::string IsoDay(absl::CivilDay day);

// For machines, 24 hours: "09:30".
std::string ClockText(TimeOfDay time);
std::string ClockText(absl::Time start, absl::TimeZone zone);

// For machines and Cliniko, whole seconds: "2026-07-13T23:30:00Z".
std::string UtcText(absl::Time instant);

// For machines, whole seconds: "2026-07-14T09:30:00+10:00".
std::string LocalText(absl::Time instant, absl::TimeZone zone);
std::string LocalText(const absl::CivilSecond& wall, int offset_seconds);  // east of Greenwich

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_FORMAT_H_
