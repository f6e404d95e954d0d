#ifndef FRONTDESK_GATEWAY_SPEECH_CALENDAR_H_
#define FRONTDESK_GATEWAY_SPEECH_CALENDAR_H_

#include <optional>
#include <string>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace frontdesk::gateway {

// Days as a clinic's callers hear them: with the year wherever it is not the one they are in, so
// that nobody takes "Tuesday, July 14" for the wrong one. Source: contract/webhooks.md,
// section 4.1.
class Calendar {
 public:
  Calendar() = default;

  // Converts from a zone alone where it is not known what time it is: then no day is told with its
  // year unasked.
  Calendar(absl::TimeZone zone, std::optional<absl::Time> now = std::nullopt);  // NOLINT

  absl::TimeZone zone() const { return zone_; }

  // False where it is not known what day it is.
  bool IsToday(absl::CivilDay day) const { return today_ == day; }

  // "Tuesday, July 14", or "Wednesday, July 14, 2027" in any other year or with `full`.
  std::string Day(absl::CivilDay day, bool full = false) const;

  // "Tuesday, July 14 at 9:00 AM", with the year as Day has it.
  std::string Start(absl::Time start, bool full = false) const;

 private:
  absl::TimeZone zone_;
  std::optional<absl::CivilDay> today_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SPEECH_CALENDAR_H_
