#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_WEEKDAY_NUMBERING_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_WEEKDAY_NUMBERING_H_

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/types.h"
#include "libs/cliniko/weekdays.h"
#include "services/schedule_cache/directory/directory_snapshot.h"

namespace frontdesk {

// At most so many times LearnWeekdayNumbering asks for free times.
inline constexpr int kMostCalibrations = 8;

// How an account counts weekdays, as it was found out once.
struct KnownWeekdays {
  cliniko::WeekdayNumbering numbering{};
  // The numbers that the account's rows had then, as bits: 1 << number. With other ones what was
  // found out may no longer be all that they allow.
  unsigned numbers = 0;

  friend bool operator==(const KnownWeekdays&, const KnownWeekdays&) = default;
};

// The numbers in `rows`, as KnownWeekdays has them.
unsigned NumbersOf(const std::vector<cliniko::DailyAvailability>& rows);

// What the weekdays of `directory`'s daily availabilities mean. Where the rows allow several
// readings and are not those of which it is `known`, asks for the free times of practitioners for
// whom the readings differ, over the weeks after `today`, until one is left; times that an
// availability block explains tell nothing. Where several remain, since all is booked out say, what
// is known counts as long as it is one of them. Empty where several remain all the same, or none.
// `zone` is the clinic's. Fails as cliniko::Client does. Source: contract/cliniko.md, section 10.7.
absl::StatusOr<std::optional<cliniko::WeekdayNumbering>> LearnWeekdayNumbering(
    cliniko::Client& client, const ClinikoDirectory& directory,
    const std::optional<KnownWeekdays>& known, absl::TimeZone zone, absl::CivilDay today,
    absl::Time deadline);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_WEEKDAY_NUMBERING_H_
