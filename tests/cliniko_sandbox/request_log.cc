#include "tests/cliniko_sandbox/request_log.h"

#include <algorithm>

namespace frontdesk::sandbox {
namespace {

constexpr size_t kKept = 10000;

}  // namespace

int64_t RequestLog::Start(LogEntry entry) {
  const std::lock_guard lock(mutex_);
  RouteCount& count = counts_[{entry.method, entry.route}];
  ++count.total;
  ++count.by_status[0];
  ++total_;
  entries_.push_back(std::move(entry));
  if (entries_.size() > kKept) {
    entries_.pop_front();
    ++first_number_;
  }
  return first_number_ + static_cast<int64_t>(entries_.size()) - 1;
}

void RequestLog::Finish(int64_t number, int status) {
  const std::lock_guard lock(mutex_);
  // A reset, or ten thousand later requests, may have come in between.
  const int64_t index = number - first_number_;
  if (status == 0 || index < 0 || index >= static_cast<int64_t>(entries_.size())) return;
  LogEntry& entry = entries_[index];
  entry.status = status;
  RouteCount& count = counts_[{entry.method, entry.route}];
  ++count.by_status[status];
  if (--count.by_status[0] == 0) count.by_status.erase(0);
}

std::vector<LogEntry> RequestLog::Entries(size_t limit) const {
  const std::lock_guard lock(mutex_);
  const size_t skipped = entries_.size() - std::min(limit, entries_.size());
  return {entries_.begin() + static_cast<std::ptrdiff_t>(skipped), entries_.end()};
}

std::map<std::pair<std::string, std::string>, RouteCount> RequestLog::Counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

int RequestLog::Total() const {
  const std::lock_guard lock(mutex_);
  return total_;
}

int RequestLog::CountOf(absl::string_view method, absl::string_view route) const {
  const std::lock_guard lock(mutex_);
  const auto it = counts_.find({std::string(method), std::string(route)});
  return it == counts_.end() ? 0 : it->second.total;
}

void RequestLog::Reset() {
  const std::lock_guard lock(mutex_);
  first_number_ += static_cast<int64_t>(entries_.size());
  entries_.clear();
  counts_.clear();
  total_ = 0;
}

}  // namespace frontdesk::sandbox
