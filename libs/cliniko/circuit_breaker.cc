#include "libs/cliniko/circuit_breaker.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/cliniko/failure.h"

namespace frontdesk::cliniko {

CircuitBreaker::Exchange::Exchange(Exchange&& other) noexcept
    : breaker_(std::exchange(other.breaker_, nullptr)),
      started_(other.started_),
      probe_(other.probe_) {}

CircuitBreaker::Exchange::~Exchange() {
  if (breaker_ != nullptr) breaker_->Finish(started_, probe_, Verdict::kUnknown);
}

void CircuitBreaker::Exchange::End(const absl::Status& status) {
  CircuitBreaker& breaker = *std::exchange(breaker_, nullptr);
  breaker.Finish(started_, probe_, breaker.VerdictOn(status, started_, probe_));
}

bool CircuitBreaker::Closed() {
  const std::lock_guard telling(telling_);
  {
    const std::lock_guard lock(mutex_);
    OpenIfFailing(clock_.Now());
  }
  return !Tell();
}

bool CircuitBreaker::Refuses() {
  const std::lock_guard lock(mutex_);
  return open_ && (probing_ || clock_.Now() < next_probe_);
}

std::optional<CircuitBreaker::Exchange> CircuitBreaker::TryProbe() {
  const std::lock_guard lock(mutex_);
  const absl::Time now = clock_.Now();
  if (!open_ || probing_ || now < next_probe_) return std::nullopt;
  probing_ = true;
  return Exchange(this, now, /*probe=*/true);
}

CircuitBreaker::Exchange CircuitBreaker::Begin() {
  const std::lock_guard lock(mutex_);
  const absl::Time now = clock_.Now();
  under_way_.insert(now);
  return Exchange(this, now, /*probe=*/false);
}

CircuitBreaker::Verdict CircuitBreaker::VerdictOn(const absl::Status& status, absl::Time started,
                                                  bool probe) const {
  const std::optional<Failure> failure = FailureOf(status);
  if (status.ok()) return Verdict::kAnswered;
  if (!failure.has_value()) return Verdict::kUnknown;
  switch (*failure) {
    case Failure::kUnreachable:
    case Failure::kServerError:
      return Verdict::kFailed;
    case Failure::kTimeout:
      return probe || clock_.Now() - started >= options_.hang_after ? Verdict::kHung
                                                                    : Verdict::kUnknown;
    case Failure::kUntrustedServer:
      return Verdict::kUnknown;  // fails at once by itself, and nobody knows who answered
    default:
      return Verdict::kAnswered;
  }
}

void CircuitBreaker::Finish(absl::Time started, bool probe, Verdict verdict) {
  const std::lock_guard telling(telling_);
  {
    const std::lock_guard lock(mutex_);
    const absl::Time now = clock_.Now();
    if (probe) {
      probing_ = false;
    } else {
      under_way_.erase(under_way_.find(started));
    }
    if (verdict == Verdict::kAnswered) {
      open_ = false;
      failures_ = 0;
      last_answer_ = now;
    } else if (probe && open_) {
      // One that was not sent after all leaves its turn to the next.
      if (verdict != Verdict::kUnknown) {
        pause_ = std::min(pause_ * 2, options_.longest_pause);
        next_probe_ = now + pause_;
      }
    } else if (!open_ && started >= last_answer_) {
      // What is older than the last answer says nothing against it.
      if (verdict == Verdict::kFailed) failures_ += 1;
      if (verdict == Verdict::kHung) failures_ += kWeightOfHang;
      OpenIfFailing(now);
    }
  }
  Tell();
}

void CircuitBreaker::OpenIfFailing(absl::Time now) {
  if (open_) return;
  int failures = failures_;
  const absl::Time hung_if_begun_by = now - options_.hang_after;
  if (hung_if_begun_by >= last_answer_) {
    const auto hanging = std::distance(under_way_.lower_bound(last_answer_),
                                       under_way_.upper_bound(hung_if_begun_by));
    failures += kWeightOfHang * static_cast<int>(hanging);
  }
  if (failures < options_.threshold) return;
  open_ = true;
  failures_ = 0;
  pause_ = options_.first_pause;
  next_probe_ = now + pause_;
}

bool CircuitBreaker::Tell() {
  bool open;
  {
    const std::lock_guard lock(mutex_);
    open = open_;
  }
  if (open != told_ && options_.on_change) options_.on_change(open);
  told_ = open;
  return open;
}

}  // namespace frontdesk::cliniko
