#ifndef FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_SAID_DAY_H_
#define FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_SAID_DAY_H_

#include <optional>
#include <string>
#include <variant>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/time_of_day.h"
#include "libs/domain/directory.h"

namespace frontdesk::availability {

// A day: none (today), one of the calendar, or as the caller said it.
using SaidDay = std::variant<std::monostate, absl::CivilDay, std::string>;

// The same on the clinic's calendar, never before today.
struct AskedDay {
  absl::CivilDay day;
  std::optional<DayPart> part;                      // "tomorrow morning"
  std::optional<TimeWindow> window = std::nullopt;  // "tomorrow before noon"
  bool soonest = false;                             // "next available": no particular day
  bool particular = false;                          // one day and no other was asked for
  bool year_repaired = false;  // the year that was said is over and was taken for a slip
  absl::CivilDay today;

  // Whether only some hours of the day will do.
  bool HasHours() const { return part.has_value() || window.has_value(); }
};

// A clinic takes bookings through Cliniko only so many days ahead (contract/cliniko.md, section
// 10.2), which the directory does not tell. Where nothing is free this far ahead, it may not be
// open yet.
inline constexpr int kSurelyOpenDays = 28;

inline bool MayNotBeOpen(const AskedDay& asked, absl::CivilDay day) {
  return day > asked.today + kSurelyOpenDays;
}

// Fails with kInvalidDate (facts candidate_1, ...: what an ambiguous day can mean) or kDateInPast.
absl::StatusOr<AskedDay> ReadDay(const SaidDay& said, const Directory& directory, absl::Time now);

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_SAID_DAY_H_
