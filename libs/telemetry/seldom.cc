#include "libs/telemetry/seldom.h"

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/time.h"

namespace frontdesk::log {
namespace {

constexpr std::size_t kMostSubjects = 1000;

}  // namespace

std::optional<int> Seldom::Due(const std::string& subject, absl::Time now) {
  const std::lock_guard lock(mutex_);
  const auto found = said_.find(subject);
  if (found != said_.end()) {
    Said& said = found->second;
    if (now - said.at < every_) {
      ++said.unsaid;
      return std::nullopt;
    }
    said.at = now;
    return std::exchange(said.unsaid, 0);
  }
  if (said_.size() >= kMostSubjects) {
    absl::erase_if(said_, [&](const auto& entry) { return now - entry.second.at >= every_; });
    if (said_.size() >= kMostSubjects) said_.clear();
  }
  said_.emplace(subject, Said{.at = now});
  return 0;
}

}  // namespace frontdesk::log
