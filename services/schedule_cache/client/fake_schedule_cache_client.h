#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_FAKE_SCHEDULE_CACHE_CLIENT_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_FAKE_SCHEDULE_CACHE_CLIENT_H_

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "services/schedule_cache/client/schedule_cache_client.h"

namespace frontdesk {

// A schedule cache in memory, for tests: one directory, and the starts that a test offered. Like
// the service it has no entry for a day on which nobody works. Thread-safe.
class FakeScheduleCacheClient : public ScheduleCacheClient {
 public:
  explicit FakeScheduleCacheClient(Directory directory)
      : directory_(std::make_shared<const Directory>(std::move(directory))) {}

  // From now on these are the free starts of that day.
  void Offer(const Offering& offering, absl::CivilDay day, std::vector<absl::Time> starts) {
    const std::lock_guard lock(mutex_);
    starts_[{offering, day}] = std::move(starts);
  }

  // Marks every answer from now on.
  void Mark(bool stale, bool partial) {
    const std::lock_guard lock(mutex_);
    stale_ = stale;
    partial_ = partial;
  }

  // ListOpenSlots answers this until it is OK again.
  void FailWith(absl::Status status) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(status);
  }

  // What was asked, and dropped or forgotten.
  std::vector<SlotQuery> queries() const {
    const std::lock_guard lock(mutex_);
    return queries_;
  }
  std::vector<absl::CivilDay> dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
  }

  absl::StatusOr<std::shared_ptr<const Directory>> GetDirectory(
      const ClinicId& /*clinic*/, std::int64_t known_version,
      const CallContext& /*call*/) override {
    if (known_version == directory_->version) return nullptr;
    return directory_;
  }

  absl::StatusOr<SlotAnswer> ListOpenSlots(const SlotQuery& query,
                                           const CallContext& /*call*/) override {
    const std::lock_guard lock(mutex_);
    queries_.push_back(query);
    if (!failure_.ok()) return failure_;
    SlotAnswer answer{.partial = partial_, .directory_version = directory_->version};
    for (const Offering& offering : query.offerings) {
      for (absl::CivilDay day = query.first_day; day <= query.last_day; ++day) {
        if (!directory_->WorksOn(offering.practitioner, offering.business, day).value_or(true)) {
          continue;
        }
        answer.days.push_back({.offering = offering,
                               .day = day,
                               .starts = starts_[{offering, day}],
                               .fetched_at = absl::UnixEpoch(),
                               .stale = stale_});
      }
    }
    return answer;
  }

  absl::Status InvalidateSlots(const ClinicId& /*clinic*/, const PractitionerId& /*practitioner*/,
                               absl::CivilDay first_day, absl::CivilDay /*last_day*/,
                               const CallContext& /*call*/) override {
    const std::lock_guard lock(mutex_);
    dropped_.push_back(first_day);
    return absl::OkStatus();
  }

  absl::Status ForgetSlots(const ClinicId& clinic, const PractitionerId& practitioner,
                           absl::CivilDay first_day, absl::CivilDay last_day,
                           const CallContext& call) override {
    return InvalidateSlots(clinic, practitioner, first_day, last_day, call);
  }

 private:
  const std::shared_ptr<const Directory> directory_;
  mutable std::mutex mutex_;
  std::map<std::pair<Offering, absl::CivilDay>, std::vector<absl::Time>> starts_;
  std::vector<SlotQuery> queries_;
  std::vector<absl::CivilDay> dropped_;
  absl::Status failure_;
  bool stale_ = false;
  bool partial_ = false;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_FAKE_SCHEDULE_CACHE_CLIENT_H_
