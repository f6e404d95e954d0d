#ifndef FRONTDESK_LIBS_TURNS_FAKE_TURNS_H_
#define FRONTDESK_LIBS_TURNS_FAKE_TURNS_H_

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/civil/clock.h"
#include "libs/status/domain_error.h"
#include "libs/turns/turns.h"

namespace frontdesk {

// Turns in memory, for tests. Thread-safe.
class FakeTurns : public Turns {
 public:
  // `clock` must outlive the object.
  explicit FakeTurns(const Clock& clock) : clock_(clock) {}

  // Due at once.
  void Add(const ClinicId& clinic) {
    const std::lock_guard lock(mutex_);
    rows_.try_emplace(clinic, Row{.due = clock_.Now(), .due_if_busy = clock_.Now()});
  }
  void SetBusy(const ClinicId& clinic, bool busy) {
    const std::lock_guard lock(mutex_);
    rows_[clinic].busy = busy;
  }
  // In how long the clinic's work is due, if it is busy too; below zero: since when.
  NextTurn DueIn(const ClinicId& clinic) {
    const std::lock_guard lock(mutex_);
    return {.in = rows_[clinic].due - clock_.Now(),
            .in_if_busy = rows_[clinic].due_if_busy - clock_.Now()};
  }
  int done(const ClinicId& clinic) {
    const std::lock_guard lock(mutex_);
    return rows_[clinic].done;
  }
  int failures(const ClinicId& clinic) {
    const std::lock_guard lock(mutex_);
    return rows_[clinic].failures;
  }
  bool held(const ClinicId& clinic) {
    const std::lock_guard lock(mutex_);
    return rows_[clinic].held_until > clock_.Now();
  }
  // TakeDue answers this until it is OK again.
  void FailWith(absl::Status status) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(status);
  }

  absl::StatusOr<std::optional<Turn>> TakeDue(absl::Duration lease,
                                              absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    const absl::Time now = clock_.Now();
    auto longest = rows_.end();
    for (auto row = rows_.begin(); row != rows_.end(); ++row) {
      const bool due =
          row->second.due <= now || (row->second.busy && row->second.due_if_busy <= now);
      if (!due || row->second.held_until > now) continue;
      if (longest == rows_.end() || row->second.due_if_busy < longest->second.due_if_busy) {
        longest = row;
      }
    }
    if (longest == rows_.end()) return std::nullopt;
    return Hold(longest->first, longest->second, lease);
  }

  absl::StatusOr<std::optional<Turn>> Take(const ClinicId& clinic, absl::Duration lease,
                                           absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    const auto row = rows_.find(clinic);
    if (row == rows_.end()) return MakeError(DomainError::kClinicNotFound, clinic.value());
    if (row->second.held_until > clock_.Now()) return std::nullopt;
    return Hold(clinic, row->second, lease);
  }

  absl::Status Keep(const Turn& turn, absl::Duration lease, absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    Row* const row = HeldBy(turn);
    if (row == nullptr) return absl::AbortedError("somebody else has taken over");
    row->held_until = clock_.Now() + lease;
    return absl::OkStatus();
  }

  absl::Status Done(const Turn& turn, const NextTurn& next, absl::Time /*deadline*/) override {
    return End(turn, [&](Row& row) {
      row.failures = 0;
      ++row.done;
      row.due = clock_.Now() + next.in;
      row.due_if_busy = clock_.Now() + next.in_if_busy;
    });
  }
  absl::Status Failed(const Turn& turn, absl::Duration again_in, absl::Time /*deadline*/) override {
    return End(turn, [&](Row& row) {
      ++row.failures;
      row.due = row.due_if_busy = clock_.Now() + again_in;
    });
  }
  absl::Status GiveBack(const Turn& turn, absl::Time /*deadline*/) override {
    return End(turn, [&](Row& row) { row.due = row.due_if_busy = clock_.Now(); });
  }

  absl::Status MakeDue(const ClinicId& clinic, absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    const auto row = rows_.find(clinic);
    if (row == rows_.end()) return MakeError(DomainError::kClinicNotFound, clinic.value());
    row->second.due = std::min(row->second.due, clock_.Now());
    row->second.due_if_busy = std::min(row->second.due_if_busy, clock_.Now());
    return absl::OkStatus();
  }

 private:
  struct Row {
    absl::Time due{};
    absl::Time due_if_busy{};
    bool busy = false;
    std::string holder{};
    absl::Time held_until = absl::InfinitePast();
    int failures = 0;
    int done = 0;
  };

  std::optional<Turn> Hold(const ClinicId& clinic, Row& row, absl::Duration lease) {
    row.holder = absl::StrCat("turn-", ++turns_);
    row.held_until = clock_.Now() + lease;
    return Turn{.clinic = clinic, .token = row.holder, .failures = row.failures};
  }
  Row* HeldBy(const Turn& turn) {
    const auto row = rows_.find(turn.clinic);
    return row != rows_.end() && row->second.holder == turn.token ? &row->second : nullptr;
  }
  template <typename Change>
  absl::Status End(const Turn& turn, Change change) {
    const std::lock_guard lock(mutex_);
    if (Row* const row = HeldBy(turn); row != nullptr) {
      change(*row);
      row->holder.clear();
      row->held_until = absl::InfinitePast();
    }
    return absl::OkStatus();
  }

  const Clock& clock_;
  std::mutex mutex_;
  std::map<ClinicId, Row> rows_;
  absl::Status failure_;
  int turns_ = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_TURNS_FAKE_TURNS_H_
