#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_PROBED_DAY_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_PROBED_DAY_H_

#include <compare>
#include <optional>

#include "absl/time/civil_time.h"
#include "libs/domain/ids.h"

namespace frontdesk {

// A practitioner at a business.
struct Workplace {
  PractitionerId practitioner;
  BusinessId business;

  friend auto operator<=>(const Workplace&, const Workplace&) = default;
  friend bool operator==(const Workplace&, const Workplace&) = default;
};

// The free starts of a day, in minutes of the clinic's clock.
struct FoundTimes {
  int earliest_minute = 0;
  int latest_minute = 0;  // of the last start
  int closes_minute = 0;  // when an appointment with the last start ends, at most 1440

  friend bool operator==(const FoundTimes&, const FoundTimes&) = default;
};

// What the probe saw of one day. Nothing free is no proof of a day off: it may be booked out.
struct ProbedDay {
  Workplace place;
  absl::CivilDay day;
  std::optional<FoundTimes> found;

  friend bool operator==(const ProbedDay&, const ProbedDay&) = default;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_PROBED_DAY_H_
