#include "tests/bench/setting.h"

#include <httplib.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <thread>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "tests/bench/results.h"

namespace frontdesk::bench {
namespace {

std::string ProcessorName() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (!absl::StartsWith(line, "model name")) continue;
    return std::string(absl::StripAsciiWhitespace(line.substr(line.find(':') + 1)));
  }
  return "unknown";
}

std::string Kernel() {
  utsname name{};
  if (::uname(&name) != 0) return "unknown";
  return absl::StrCat(name.sysname, " ", name.release, " ", name.machine);
}

}  // namespace

Setting SettingOfThisMachine(const std::string& commit, const std::string& postgres) {
  const double bytes =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  return {.date = absl::FormatTime("%Y-%m-%d %H:%M UTC", absl::Now(), absl::UTCTimeZone()),
          .commit = commit,
          .processor = ProcessorName(),
          .processors = static_cast<int>(std::thread::hardware_concurrency()),
          .memory_gib = bytes / (1 << 30),
          .versions = {{"kernel", Kernel()},
                       {"g++", __VERSION__},
                       {"gRPC", grpc::Version()},
                       {"cpp-httplib", CPPHTTPLIB_VERSION},
                       {"Postgres", postgres}}};
}

}  // namespace frontdesk::bench
