#include "libs/directory_cache/directory_cache.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/directory_cache/shared_directories.h"
#include "libs/status/domain_error.h"

namespace frontdesk {
namespace {

constexpr int kMostDoublings = 3;
constexpr absl::Duration kChangesKnownWithin = absl::Seconds(2);

}  // namespace

DirectoryCache::DirectoryCache(Loader loader, const Clock& clock, absl::Duration refresh_after,
                               absl::Duration patience)
    : loader_(std::move(loader)),
      clock_(clock),
      changes_(nullptr),
      refresh_after_(refresh_after),
      patience_(patience) {}

DirectoryCache::DirectoryCache(Loader loader, const Clock& clock, const ClinicChanges& changes,
                               absl::Duration refresh_after, absl::Duration patience)
    : loader_(std::move(loader)),
      clock_(clock),
      changes_(&changes),
      refresh_after_(refresh_after),
      patience_(patience) {}

bool DirectoryCache::IsFresh(const ClinicId& clinic, const Held& held, absl::Time now) const {
  if (now - held.checked_at < refresh_after_) return true;
  return changes_ != nullptr && now - held.checked_at < kToldRefreshAfter &&
         changes_->Known(now, kChangesKnownWithin) && !changes_->Since(clinic, held.noted);
}

absl::StatusOr<std::shared_ptr<const Directory>> DirectoryCache::Get(const ClinicId& clinic,
                                                                     const CallContext& call) {
  const absl::Time now = clock_.Now();
  const ClinicChanges::Moment noted = changes_ == nullptr ? 0 : changes_->Now();
  std::shared_ptr<const Directory> held;
  CallContext ask = call;
  {
    const absl::MutexLock lock(&mutex_);
    if (const auto found = held_.find(clinic); found != held_.end()) {
      if (IsFresh(clinic, found->second, now)) return found->second.directory;
      held = found->second.directory;
      // Whoever comes next is served from what is held while this call asks.
      found->second.checked_at = now;
      // Counted as failed until it has succeeded.
      const int doublings = std::min(found->second.failures++, kMostDoublings);
      ask.deadline = std::min(call.deadline, now + patience_ * (1 << doublings));
    }
  }

  auto loaded = loader_(clinic, held == nullptr ? 0 : held->version, ask);
  if (!loaded.ok()) {
    if (IsError(loaded.status(), DomainError::kClinicNotFound)) {
      const absl::MutexLock lock(&mutex_);
      held_.erase(clinic);
      return loaded.status();
    }
    if (held != nullptr) return held;
    return loaded.status();
  }
  if (*loaded == nullptr) {
    if (held == nullptr) return absl::InternalError("the loader knew a version that nobody holds");
    const absl::MutexLock lock(&mutex_);
    if (const auto found = held_.find(clinic); found != held_.end()) {
      found->second.failures = 0;
      found->second.noted = noted;
    }
    return held;
  }
  std::shared_ptr<const Directory> shared =
      SharedDirectories::OfProcess().Share(*std::move(loaded));
  const absl::MutexLock lock(&mutex_);
  held_[clinic] = {.directory = shared, .checked_at = now, .noted = noted};
  return shared;
}

void DirectoryCache::Expect(const ClinicId& clinic, std::int64_t version) {
  const absl::MutexLock lock(&mutex_);
  const auto found = held_.find(clinic);
  if (found != held_.end() && found->second.directory->version != version) {
    found->second.checked_at = absl::InfinitePast();
  }
}

}  // namespace frontdesk
