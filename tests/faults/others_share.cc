#include "tests/faults/others_share.h"

#include <sys/types.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace frontdesk::test {
namespace {

struct ProcessTicks {
  pid_t parent = 0;
  double used = 0;  // by the process and by those children that have ended
};

// All processes. Source: proc(5), /proc/pid/stat.
std::map<pid_t, ProcessTicks> AllProcesses() {
  std::map<pid_t, ProcessTicks> all;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator("/proc", ignored)) {
    int pid = 0;
    if (!absl::SimpleAtoi(entry.path().filename().string(), &pid)) continue;
    std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
    std::string text;
    std::getline(file, text);
    // The name in parentheses may have anything in it.
    const std::size_t name_end = text.rfind(')');
    if (name_end == std::string::npos) continue;
    std::istringstream fields(text.substr(name_end + 1));
    std::string skipped;
    ProcessTicks process;
    fields >> skipped >> process.parent;
    for (int field = 5; field <= 13; ++field) fields >> skipped;
    for (int field = 14; field <= 17; ++field) {  // utime, stime, cutime, cstime
      double ticks = 0;
      fields >> ticks;
      process.used += ticks;
    }
    all.emplace(pid, process);
  }
  return all;
}

}  // namespace

OthersShare::OthersShare(std::vector<pid_t> ours) : ours_(std::move(ours)), before_(Read()) {}

OthersShare::Ticks OthersShare::Read() const {
  Ticks ticks;
  std::ifstream file("/proc/stat");
  std::string name;
  file >> name;
  for (int field = 1; field <= 8; ++field) {  // of these, idle and iowait are the 4th and the 5th
    double value = 0;
    file >> value;
    ticks.all += value;
    if (field != 4 && field != 5) ticks.busy += value;
  }
  const std::map<pid_t, ProcessTicks> all = AllProcesses();
  std::set<pid_t> ours(ours_.begin(), ours_.end());
  for (bool more = true; more;) {
    more = false;
    for (const auto& [pid, process] : all) {
      if (ours.contains(process.parent)) more = ours.insert(pid).second || more;
    }
  }
  for (const pid_t pid : ours) {
    const auto found = all.find(pid);
    if (found != all.end()) ticks.ours += found->second.used;
  }
  return ticks;
}

double OthersShare::share() const {
  const Ticks now = Read();
  const double all = now.all - before_.all;
  if (all <= 0) return 0;
  const double others = (now.busy - before_.busy) - (now.ours - before_.ours);
  return std::clamp(others / all, 0.0, 1.0);
}

}  // namespace frontdesk::test
