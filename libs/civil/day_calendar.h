#ifndef FRONTDESK_LIBS_CIVIL_DAY_CALENDAR_H_
#define FRONTDESK_LIBS_CIVIL_DAY_CALENDAR_H_

#include "absl/status/statusor.h"
#include "libs/civil/day_context.h"
#include "libs/civil/day_phrase.h"

namespace frontdesk {

// The day that `phrase` means on the clinic's calendar. Fails with kInvalidDate for a day that no
// calendar has and with kDateInPast. Source: contract/webhooks.md, 4.1, "Rules".
absl::StatusOr<SpokenDay> OnCalendar(const DayPhrase& phrase, const DayContext& context);

// True when `phrase` names a weekday and a day of the month that agree this month or next: "Tuesday
// 14".
bool AgreesWithCalendar(const DayPhrase& phrase, const DayContext& context);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_DAY_CALENDAR_H_
