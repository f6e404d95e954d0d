#include "tests/bench/process_use.h"

#include <dirent.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontdesk::bench {
namespace {

// Fields of /proc/PID/stat as proc(5) numbers them, of those behind the name in parentheses.
constexpr std::size_t kFirst = 3;
constexpr std::size_t kParent = 4;
constexpr std::size_t kUserTime = 14;
constexpr std::size_t kSystemTimeOfChildren = 17;
constexpr std::size_t kResidentPages = 24;

// From kFirst on; empty for a process that is gone.
std::vector<std::int64_t> StatOf(pid_t pid) {
  std::ifstream file(absl::StrCat("/proc/", pid, "/stat"));
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) return {};
  std::vector<std::int64_t> numbers;
  for (const absl::string_view field :
       absl::StrSplit(absl::string_view(text).substr(name_end + 2), ' ')) {
    std::int64_t number = 0;  // the state is a letter
    numbers.push_back(absl::SimpleAtoi(field, &number) ? number : 0);
  }
  if (numbers.size() <= kResidentPages - kFirst) return {};
  return numbers;
}

}  // namespace

ProcessUse UseOf(const std::vector<pid_t>& pids) {
  static const double ticks_a_second = static_cast<double>(::sysconf(_SC_CLK_TCK));
  static const std::int64_t page = ::sysconf(_SC_PAGESIZE);
  ProcessUse use;
  std::int64_t ticks = 0;
  for (const pid_t pid : pids) {
    const std::vector<std::int64_t> stat = StatOf(pid);
    if (stat.empty()) continue;
    for (std::size_t field = kUserTime; field <= kSystemTimeOfChildren; ++field) {
      ticks += stat[field - kFirst];
    }
    use.bytes += stat[kResidentPages - kFirst] * page;
  }
  use.cpu = absl::Seconds(static_cast<double>(ticks) / ticks_a_second);
  return use;
}

pid_t ParentOf(pid_t pid) {
  const std::vector<std::int64_t> stat = StatOf(pid);
  return stat.empty() ? 0 : static_cast<pid_t>(stat[kParent - kFirst]);
}

std::vector<pid_t> FamilyOf(pid_t parent) {
  std::vector<pid_t> family = {parent};
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc"), ::closedir);
  while (const dirent* entry = folder == nullptr ? nullptr : ::readdir(folder.get())) {
    pid_t pid = 0;
    if (absl::SimpleAtoi(entry->d_name, &pid) && ParentOf(pid) == parent) family.push_back(pid);
  }
  return family;
}

}  // namespace frontdesk::bench
