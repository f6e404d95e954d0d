#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_PROBE_CSV_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_PROBE_CSV_H_

#include <string>
#include <vector>

#include "libs/domain/directory.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk {

// What a probe found, a line for each day that was asked for, with a header line and LF ends: on
// the clinic's clock, day_of_week from 0 for Sunday, ISO dates, earliest_time and latest_time as
// "HH:MM" of the first and last start, both empty where nothing was free. Names come from
// `directory` and are quoted where CSV needs it. Source: contract/webhooks.md, section 5, "Schedule
// probe".
std::string ProbeCsv(const std::vector<ProbedDay>& days, const Directory& directory);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_PROBE_PROBE_CSV_H_
