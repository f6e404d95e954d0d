#include "services/availability/domain/usual_places.h"

#include <mutex>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/telemetry/log.h"
#include "services/session/client/session_key.h"

namespace frontdesk::availability {

std::optional<BusinessId> UsualPlaces::Of(const Clinic& clinic, const Caller& caller,
                                          const CallContext& call) {
  const std::optional<std::string> key = SessionKey(clinic, caller);
  if (!key.has_value()) return std::nullopt;
  // What was said here a moment ago may not have arrived there yet.
  if (auto unstored = Recall(*key, absl::InfiniteFuture())) return unstored;
  const absl::Time asked_at = clock_.Now();
  const auto session =
      sessions_.GetSession(Within(options_.patience, absl::Now(), call), clinic, caller);
  if (!session.ok()) {
    log::Warn("session_unavailable", {{"why", session.status()}});
    return Recall(*key, absl::InfinitePast());
  }
  // And may have been said while we asked.
  if (auto newer = Recall(*key, asked_at)) return newer;
  const BusinessId& business =
      session->business.empty() ? session->preferred_business : session->business;
  Learn(*key, business);
  if (business.empty()) return std::nullopt;
  return business;
}

std::optional<BusinessId> UsualPlaces::Recall(const std::string& key, absl::Time asked_at) {
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(key);
  if (found == known_.end() || found->second.business.empty()) return std::nullopt;
  const Known& known = found->second;
  if (known.stored && known.since <= asked_at) return std::nullopt;
  if (clock_.Now() - known.since > options_.believed_for) return std::nullopt;
  return known.business;
}

void UsualPlaces::Learn(const std::string& key, const BusinessId& business) {
  const std::lock_guard lock(mutex_);
  MakeRoom();
  Known& known = known_[key];
  if (known.storing) return;
  known = {.business = business, .since = clock_.Now()};
}

void UsualPlaces::Remember(const Clinic& clinic, const Caller& caller, const BusinessId& business,
                           const CallContext& call) {
  const std::optional<std::string> key = SessionKey(clinic, caller);
  if (!key.has_value()) return;
  std::unique_lock lock(mutex_);
  MakeRoom();
  Known& known = known_[*key];
  known.business = business;
  known.since = clock_.Now();
  known.stored = false;
  if (!known.storing) {
    known.storing = pool_.TrySubmit(
        [this, key = *key, clinic, caller, call] { Store(key, clinic, caller, call); });
    if (!known.storing) return log::Warn("location_not_remembered", {{"why", "too many at once"}});
  }
  // Nearly always that is a millisecond, and then every replica knows before the caller speaks on.
  stored_.wait_for(lock, absl::ToChronoNanoseconds(options_.patience), [&] {
    const auto found = known_.find(*key);
    return found == known_.end() || !found->second.storing;
  });
}

void UsualPlaces::Store(const std::string& key, const Clinic& clinic, const Caller& caller,
                        const CallContext& call) {
  // One task a call, so that of two places that follow each other the last is the one that stays.
  for (bool again = true; again;) {
    BusinessId business;
    {
      const std::lock_guard lock(mutex_);
      business = known_.at(key).business;
    }
    const CallContext patient = {.deadline = absl::Now() + options_.store_within,
                                 .request_id = call.request_id,
                                 .traceparent = call.traceparent};
    const absl::Status stored = sessions_.RememberLocation(patient, clinic, caller, business);
    // The agent has the id now; remembering it only spares a question next time.
    if (!stored.ok()) {
      log::Warn("location_not_remembered",
                {{"why", stored}, {"request_id", log::Theirs(call.request_id)}});
    }
    const std::lock_guard lock(mutex_);
    Known& known = known_.at(key);
    again = known.business != business;
    if (again) continue;
    known.stored = stored.ok();
    known.storing = false;
  }
  stored_.notify_all();
}

void UsualPlaces::MakeRoom() {
  if (known_.size() < options_.most_calls) return;
  const absl::Time before = clock_.Now() - options_.believed_for;
  absl::erase_if(known_, [&](const auto& entry) {
    return !entry.second.storing && entry.second.since < before;
  });
  if (known_.size() < options_.most_calls) return;
  absl::erase_if(known_, [](const auto& entry) { return !entry.second.storing; });
}

}  // namespace frontdesk::availability
