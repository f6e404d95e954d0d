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
#include "libs/domain/key_owner.h"
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
  const absl::Time now = clock_.Now();
  const absl::Time good_at = GoodAt(known);
  if (now - good_at < options_.good_for && !HasChanged(known)) {
    const absl::Duration ask_again_after =
        good_at > known.asked_at ? options_.told_ask_again_after : options_.ask_again_after;
    if (now - known.asked_at >= ask_again_after && !known.asking) {
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
  if (HasChanged(now_known->second)) return std::nullopt;
  return now_known->second.clinic;
}

absl::StatusOr<Clinic> Authenticator::Ask(const std::string& hash, const CallContext& call) {
  const absl::Time asked_at = clock_.Now();
  const ClinicChanges::Moment noted = changes_ == nullptr ? 0 : changes_->Now();
  absl::StatusOr<KeyOwner> owner = keys_.Authenticate(hash, call);
  const std::lock_guard lock(mutex_);
  const absl::Cleanup tell = [this] { answered_.notify_all(); };
  if (owner.ok()) {
    Remember(hash, {.clinic = owner->clinic,
                    .asked_at = asked_at,
                    .noted = noted,
                    .sure = !owner->from_memory});
    return std::move(owner)->clinic;
  }
  const auto found = known_.find(hash);
  if (found == known_.end()) return owner.status();
  if (IsError(owner.status(), DomainError::kUnauthorized)) {
    known_.erase(found);
    return owner.status();
  }
  found->second.asking = false;
  if (asked_at - GoodAt(found->second) < options_.good_without_answer) return found->second.clinic;
  return owner.status();
}

bool Authenticator::HasChanged(const Known& known) const {
  return changes_ != nullptr && changes_->Since(known.clinic.id, known.noted);
}

absl::Time Authenticator::GoodAt(const Known& known) const {
  if (changes_ == nullptr || !known.sure) return known.asked_at;
  // Known first: what is told in between is then seen by the second question.
  const absl::Time until = changes_->KnownUntil();
  if (HasChanged(known)) return known.asked_at;
  return std::max(known.asked_at, std::min(until, known.asked_at + options_.told_good_for));
}

void Authenticator::Remember(const std::string& hash, const Known& known) {
  if (known_.size() >= options_.max_keys && !known_.contains(hash)) {
    absl::erase_if(known_, [&](const auto& entry) {
      return known.asked_at - entry.second.asked_at >= options_.good_for;
    });
    // All are in use: forgetting them costs one question each.
    if (known_.size() >= options_.max_keys) known_.clear();
  }
  known_.insert_or_assign(hash, known);
}

}  // namespace frontdesk::gateway
