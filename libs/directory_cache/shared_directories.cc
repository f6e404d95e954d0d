#include "libs/directory_cache/shared_directories.h"

#include <algorithm>
#include <cstddef>
#include <memory>

#include "absl/synchronization/mutex.h"

namespace frontdesk {

SharedDirectories& SharedDirectories::OfProcess() {
  static auto& directories = *new SharedDirectories;
  return directories;
}

std::shared_ptr<const Directory> SharedDirectories::Share(
    std::shared_ptr<const Directory> directory) {
  const absl::MutexLock lock(&mutex_);
  std::weak_ptr<const Directory>& latest = latest_[directory->clinic.id];
  // Versions are not believed: two databases may have the same of one clinic.
  if (std::shared_ptr<const Directory> held = latest.lock();
      held != nullptr && *held == *directory) {
    return held;
  }
  latest = directory;
  if (latest_.size() >= tidy_at_) {
    absl::erase_if(latest_, [](const auto& entry) { return entry.second.expired(); });
    tidy_at_ = std::max(tidy_at_, 2 * latest_.size());
  }
  return directory;
}

std::size_t SharedDirectories::clinics() const {
  const absl::MutexLock lock(&mutex_);
  return latest_.size();
}

}  // namespace frontdesk
