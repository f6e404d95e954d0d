#include "services/schedule_cache/client/clinic_follower.h"

#include <algorithm>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/concurrency/pause.h"
#include "libs/telemetry/log.h"

namespace frontdesk {
namespace {

// Fewer in a row are a moment's trouble, or a start.
constexpr int kFailuresWorthALine = 20;

}  // namespace

ClinicFollower::ClinicFollower(ClinicChangeSource& source, ClinicChanges& changes,
                               const Clock& clock, OnClinic on_clinic,
                               const ClinicFollowerOptions& options)
    : source_(source),
      changes_(changes),
      clock_(clock),
      on_clinic_(std::move(on_clinic)),
      options_(options) {}

absl::Status ClinicFollower::Poll() {
  const absl::Time began = clock_.Now();
  const absl::StatusOr<ToldChanges> told = source_.Recent(absl::Now() + options_.poll_limit);
  if (!told.ok()) return Fail(told.status());
  if (told->age > options_.longest_gap) return Fail(absl::UnavailableError("that is no news"));
  if (std::exchange(failures_, 0) >= kFailuresWorthALine) log::Info("clinic_changes_known_again");

  const absl::Time good = began - told->age;
  // The other way round where the clock was set back.
  if (std::max(good - last_good_, last_good_ - good) > options_.longest_gap) {
    changes_.TellAll();
    last_good_ = good;
  }
  absl::flat_hash_set<std::string> seen;
  seen.reserve(told->changes.size());
  for (const ToldChanges::Change& change : told->changes) {
    if (!seen_.contains(change.key)) changes_.Tell(change.clinic);
    seen.insert(change.key);
    if (on_clinic_ != nullptr) on_clinic_(change.clinic, change.directory_version);
  }
  seen_ = std::move(seen);
  // One replica of the schedule cache may have asked later than the next.
  last_good_ = std::max(last_good_, good);
  changes_.Confirm(last_good_);
  return absl::OkStatus();
}

absl::Status ClinicFollower::Fail(const absl::Status& failure) {
  if (++failures_ == kFailuresWorthALine) {
    log::Warn("clinic_changes_unknown", {{"why", failure}});
  }
  return failure;
}

void ClinicFollower::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    do {
      Poll().IgnoreError();  // logged there
    } while (Pause(options_.every, stop));
  });
}

void ClinicFollower::Stop() { thread_ = std::jthread(); }

}  // namespace frontdesk
