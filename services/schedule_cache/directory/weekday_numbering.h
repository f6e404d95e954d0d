#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_WEEKDAY_NUMBERING_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_WEEKDAY_NUMBERING_H_

#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/weekdays.h"
#include "services/schedule_cache/directory/directory_snapshot.h"

namespace frontdesk {

// At most so many times LearnWeekdayNumbering asks for free times.
inline constexpr int kMostCalibrations = 8;

// What the weekdays of `directory`'s daily availabilities mean. Where the rows allow several
// readings, asks for the free times of practitioners for whom these differ, over the weeks after
// `today`, until one reading is left; times that an availability block explains tell nothing. Empty
// where several remain, or none. `zone` is the clinic's. Fails as cliniko::Client does. Source:
// contract/cliniko.md, section 10.7.
absl::StatusOr<std::optional<cliniko::WeekdayNumbering>> LearnWeekdayNumbering(
    cliniko::Client& client, const ClinikoDirectory& directory, absl::TimeZone zone,
    absl::CivilDay today, absl::Time deadline);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_WEEKDAY_NUMBERING_H_
