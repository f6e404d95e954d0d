#include "libs/telemetry/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk {
namespace {

using metrics::Reading;

// What no file tells.
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  double all = 0;
  double resident = kUnknown;
  if (!(statm >> all >> resident)) return kUnknown;
  return resident * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double EntriesOf(const char* folder) {
  std::error_code failed;
  const std::filesystem::directory_iterator entries(folder, failed);
  if (failed) return kUnknown;
  return static_cast<double>(std::distance(begin(entries), end(entries)));
}

double CpuSeconds() {
  rusage used{};
  if (::getrusage(RUSAGE_SELF, &used) != 0) return kUnknown;
  return absl::ToDoubleSeconds(absl::DurationFromTimeval(used.ru_utime) +
                               absl::DurationFromTimeval(used.ru_stime));
}

}  // namespace

std::vector<std::unique_ptr<Reading>> ShowProcess() {
  std::vector<std::unique_ptr<Reading>> shown;
  const auto show = [&](Reading::Kind kind, const char* name, const char* help,
                        std::function<double()> read) {
    shown.push_back(std::make_unique<Reading>(kind, name, help, std::vector<metrics::Label>{},
                                              std::move(read)));
  };
  const double start = absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch());
  show(Reading::Kind::kGauge, "process_resident_memory_bytes", "Memory that is resident.",
       ResidentBytes);
  show(Reading::Kind::kGauge, "process_threads", "Threads.",
       [] { return EntriesOf("/proc/self/task"); });
  show(Reading::Kind::kGauge, "process_open_fds", "Open files and sockets.",
       [] { return EntriesOf("/proc/self/fd"); });
  show(Reading::Kind::kCounter, "process_cpu_seconds_total", "Processor time that was used.",
       CpuSeconds);
  show(Reading::Kind::kGauge, "process_start_time_seconds",
       "When the process began to serve, in seconds since 1970.", [start] { return start; });
  return shown;
}

}  // namespace frontdesk
