#ifndef FRONTDESK_LIBS_TELEMETRY_PROCESS_METRICS_H_
#define FRONTDESK_LIBS_TELEMETRY_PROCESS_METRICS_H_

#include <memory>
#include <vector>

#include "libs/telemetry/metrics.h"

namespace frontdesk {

// Shows what the kernel tells of this process for as long as they live, by the names that
// Prometheus's own clients use: process_resident_memory_bytes, process_threads, process_open_fds,
// process_cpu_seconds_total, process_start_time_seconds.
std::vector<std::unique_ptr<metrics::Reading>> ShowProcess();

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_TELEMETRY_PROCESS_METRICS_H_
