#include "libs/turns/rounds.h"

#include <algorithm>
#include <mutex>
#include <optional>
#include <random>
#include <stop_token>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/telemetry/log.h"

namespace frontdesk {
namespace {

// For a question to the database.
constexpr absl::Duration kSoon = absl::Seconds(5);

// Somewhere within a tenth of `delay`.
absl::Duration MoreOrLess(absl::Duration delay) {
  thread_local std::minstd_rand random{std::random_device{}()};
  return delay * std::uniform_real_distribution<double>(0.9, 1.1)(random);
}

}  // namespace

absl::Duration RetryDelay(const RoundsOptions& options, int failures) {
  absl::Duration delay = options.first_retry;
  for (int i = 1; i < failures && delay < options.longest_retry; ++i) delay *= 2;
  return std::min(delay, options.longest_retry);
}

Rounds::Rounds(Turns& turns, const RoundsOptions& options, Work work)
    : turns_(turns), options_(options), work_(std::move(work)) {
  for (int i = 0; i < options_.workers; ++i) {
    workers_.emplace_back([this](std::stop_token stop) { Loop(std::move(stop)); });
  }
}

Rounds::~Rounds() { Stop(); }

void Rounds::Stop() {
  RequestStop();
  workers_.clear();
}

void Rounds::RequestStop() {
  for (std::jthread& worker : workers_) worker.request_stop();
}

void Rounds::LookNow() {
  {
    const std::lock_guard lock(mutex_);
    ++looks_wanted_;
  }
  changed_.notify_all();
}

void Rounds::Loop(std::stop_token stop) {
  int looks = 0;
  while (!stop.stop_requested()) {
    if (TakeOne(stop)) continue;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, absl::ToChronoMilliseconds(MoreOrLess(options_.look_every)),
                      [&] { return looks_wanted_ != looks; });
    looks = looks_wanted_;
  }
}

bool Rounds::TakeOne(const std::stop_token& stop) {
  const absl::StatusOr<std::optional<Turn>> turn =
      turns_.TakeDue(options_.lease, absl::Now() + kSoon);
  {
    const std::lock_guard lock(mutex_);
    // Once, not every few seconds while the database is away.
    if (!turn.ok() && !cannot_look_) {
      log::Warn(log::Ours(absl::StrCat(options_.name, "_cannot_look")), {{"why", turn.status()}});
    }
    cannot_look_ = !turn.ok();
  }
  if (!turn.ok() || !turn->has_value()) return false;
  const absl::Status outcome =
      stop.stop_requested() ? absl::CancelledError("stopping") : work_(**turn, stop);
  End(**turn, outcome, stop.stop_requested());
  return true;
}

void Rounds::End(const Turn& turn, const absl::Status& outcome, bool stopping) {
  const absl::Time soon = absl::Now() + kSoon;
  absl::Status ended;
  if (outcome.ok()) {
    const double chance = absl::FDivDuration(MoreOrLess(options_.every), options_.every);
    ended = turns_.Done(
        turn, {.in = options_.every * chance, .in_if_busy = options_.every_if_busy * chance}, soon);
  } else if (stopping || absl::IsCancelled(outcome)) {
    ended = turns_.GiveBack(turn, soon);
  } else {
    const absl::Duration again_in = MoreOrLess(RetryDelay(options_, turn.failures + 1));
    log::Warn(log::Ours(absl::StrCat(options_.name, "_failed")),
              {{"clinic", turn.clinic},
               {"why", outcome},
               {"failures", turn.failures + 1},
               {"again_in_s", absl::ToInt64Seconds(again_in)}});
    ended = turns_.Failed(turn, again_in, soon);
  }
  // Without the store's knowing, the turn ends with its lease.
  if (!ended.ok()) {
    log::Warn(log::Ours(absl::StrCat(options_.name, "_turn_not_ended")),
              {{"clinic", turn.clinic}, {"why", ended}});
  }
}

}  // namespace frontdesk
