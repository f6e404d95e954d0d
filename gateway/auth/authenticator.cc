#include "gateway/auth/authenticator.h"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gateway/auth/key_hash.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"

namespace frontdesk::gateway {
namespace {

constexpr std::size_t kLongestKey = 512;
// How long a question takes at most that was not asked for the caller at hand.
constexpr absl::Duration kOthersQuestion = absl::Milliseconds(500);

}  // namespace

absl::StatusOr<Clinic> Authenticator::Authenticate(absl::string_view key, const CallContext& call) {
  if (key.empty() || key.size() > kLongestKey) {
    return MakeError(DomainError::kUnauthorized, "no usable key");
  }
  const std::string hash = KeyHash(key);
  if (std::optional<Clinic> clinic = Recall(hash, call)) return *std::move(clinic);
  return Ask(hash, call);
}

std::optional<Clinic> Authenticator::Recall(const std::string& hash, const CallContext& call) {
  std::unique_lock lock(mutex_);
  const auto found = known_.find(hash);
  if (found == known_.end()) return std::nullopt;
  Known& known = found->second;
  const absl::Duration age = clock_.Now() - known.asked_at;
  if (age < options_.good_for) {
    if (age >= options_.ask_again_after && !known.asking) {
      known.asking = background_.TrySubmit([this, hash] {
        Ask(hash, CallContext{.deadline = absl::Now() + kOthersQuestion}).IgnoreError();
      });
    }
    return known.clinic;
  }
  if (!known.asking) {
    known.asking = true;  // the caller of this does
    return std::nullopt;
  }
  const absl::Time until = std::min(call.deadline, absl::Now() + kOthersQuestion);
  answered_.wait_until(lock, absl::ToChronoTime(until), [&] {
    const auto entry = known_.find(hash);
    return entry == known_.end() || !entry->second.asking;
  });
  const auto now_known = known_.find(hash);
  if (now_known == known_.end()) return std::nullopt;
  if (clock_.Now() - now_known->second.asked_at >= options_.good_for) return std::nullopt;
  return now_known->second.clinic;
}

absl::StatusOr<Clinic> Authenticator::Ask(const std::string& hash, const CallContext& call) {
  const absl::Time asked_at = clock_.Now();
  absl::StatusOr<Clinic> clinic = keys_.Authenticate(hash, call);
  const std::lock_guard lock(mutex_);
  const absl::Cleanup tell = [this] { answered_.notify_all(); };
  if (clinic.ok()) {
    Remember(hash, *clinic, asked_at);
    return clinic;
  }
  const auto found = known_.find(hash);
  if (found == known_.end()) return clinic;
  if (IsError(clinic.status(), DomainError::kUnauthorized)) {
    known_.erase(found);
    return clinic;
  }
  found->second.asking = false;
  if (asked_at - found->second.asked_at < options_.good_without_answer) return found->second.clinic;
  return clinic;
}

void Authenticator::Remember(const std::string& hash, const Clinic& clinic, absl::Time asked_at) {
  const auto found = known_.find(hash);
  if (found == known_.end() && known_.size() >= options_.max_keys) {
    absl::erase_if(known_, [&](const auto& entry) {
      return asked_at - entry.second.asked_at >= options_.good_for;
    });
    // All are in use: forgetting them costs one question each.
    if (known_.size() >= options_.max_keys) known_.clear();
  }
  known_.insert_or_assign(hash, Known{.clinic = clinic, .asked_at = asked_at});
}

}  // namespace frontdesk::gateway
