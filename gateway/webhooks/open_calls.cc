#include "gateway/webhooks/open_calls.h"

#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace frontdesk::gateway {
namespace {

// From when on one request asks again, for all; and from when on everybody does.
constexpr absl::Duration kAskAgainAfter = absl::Milliseconds(250);
constexpr absl::Duration kGoodFor = absl::Milliseconds(500);
// How often, while nothing is learnt, one request asks for all.
constexpr absl::Duration kBetweenQuestions = absl::Milliseconds(100);
// Longer than the booking service takes to show a change to all who ask.
constexpr absl::Duration kOpenAfterChange = absl::Seconds(10);
constexpr std::size_t kManyChanges = 1000;

}  // namespace

bool OpenCalls::ShouldAsk(const ClinicId& clinic, const std::string& session_id) {
  const Key key(clinic, session_id);
  const absl::MutexLock lock(&mutex_);
  const absl::Time now = clock_.Now();
  if (now - known_at_ > kGoodFor || now < known_at_ || open_.contains(key)) return true;
  const auto changed = changed_here_.find(key);
  if (changed != changed_here_.end() && now < changed->second) return true;
  if (now - known_at_ <= kAskAgainAfter || now - asked_at_ <= kBetweenQuestions) return false;
  asked_at_ = now;
  return true;
}

void OpenCalls::AskedForChange(const ClinicId& clinic, const std::string& session_id) {
  const absl::MutexLock lock(&mutex_);
  const absl::Time now = clock_.Now();
  if (changed_here_.size() >= kManyChanges) {
    absl::erase_if(changed_here_, [&](const auto& changed) { return changed.second <= now; });
  }
  changed_here_[Key(clinic, session_id)] = now + kOpenAfterChange;
}

void OpenCalls::Learn(absl::Time asked_at, const std::vector<OpenCall>& open) {
  const absl::MutexLock lock(&mutex_);
  // A late answer is older than what is known.
  if (asked_at < known_at_) return;
  known_at_ = asked_at;
  open_.clear();
  for (const OpenCall& call : open) open_.insert(Key(call.clinic, call.session_id));
}

}  // namespace frontdesk::gateway
