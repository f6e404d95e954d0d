#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_APPLY_PROBE_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_APPLY_PROBE_H_

#include <set>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk {

class PostgresPool;

// What became of the days of one workplace.
enum class PlaceOutcome {
  kWritten,     // its hours are in the table
  kUnchanged,   // they were already
  kKeptManual,  // hours made by hand are there: nothing was touched
  kTooLittle,   // nothing else is known of the place, and too little was seen to tell its days off:
                // it has no hours still, which hides nothing
  kNothing,     // no free time was found, which proves nothing
};

struct PlaceReport {
  Workplace place;
  PlaceOutcome outcome = PlaceOutcome::kNothing;
  int rows = 0;            // that the probe has in the table afterwards
  int replaced_rows = 0;   // made by hand, and gone
  std::set<int> surprise;  // weekdays with free times on which the other rows know no work
  std::set<int> silent;    // weekdays that the other rows have and that showed nothing
};

struct ApplyOptions {
  absl::CivilDay first_day;  // of the probe; the last one is inclusive
  absl::CivilDay last_day;
  bool sampled = false;           // see HoursOf
  bool overwrite_manual = false;  // hours made by hand give way
};

// Turns the days of a probe into rows of practitioner_schedules with the source 'probe', all or
// nothing. `days` are sorted by workplace and day. Rows of Cliniko's own weekly hours and blocks
// stay beside them; a workplace with rows made by hand is left alone. The directory's version goes
// up if anything changed, so that every replica notices. Fails with kClinicNotFound for a clinic
// that is unknown or disabled, and with kBookingSystemUnavailable.
absl::StatusOr<std::vector<PlaceReport>> ApplyProbe(PostgresPool& pool, const ClinicId& clinic,
                                                    const std::vector<ProbedDay>& days,
                                                    const ApplyOptions& options,
                                                    absl::Time deadline);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_APPLY_PROBE_H_
