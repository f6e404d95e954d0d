#include "services/session/store/fake_session_store.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk::test {
namespace {

// Erases the entries of `map` whose time is before `before`, oldest first, at most `limit`.
template <typename Map, typename TimeOf>
int EraseOldest(Map& map, absl::Time before, int limit, TimeOf time_of) {
  std::vector<std::pair<absl::Time, typename Map::key_type>> old;
  for (const auto& [key, value] : map) {
    if (time_of(value) < before) old.emplace_back(time_of(value), key);
  }
  std::sort(old.begin(), old.end());
  const int count = std::min(limit, static_cast<int>(old.size()));
  for (int i = 0; i < count; ++i) map.erase(old[i].second);
  return count;
}

}  // namespace

absl::StatusOr<StoredSession> FakeSessionStore::Load(const CallContext& /*call*/,
                                                     const SessionRef& ref) {
  const absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(failure_);
  StoredSession stored;
  if (const auto found = sessions_.find(ref); found != sessions_.end()) {
    stored.session = found->second;
  }
  if (ref.phone.has_value()) {
    const auto found = preferred_.find({ref.clinic, *ref.phone});
    if (found != preferred_.end()) stored.preferred = found->second;
  }
  return stored;
}

absl::Status FakeSessionStore::Update(const CallContext& /*call*/, const SessionRef& ref,
                                      const PreferredLocation& preferred,
                                      absl::FunctionRef<void(Session&)> change) {
  const absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(failure_);
  RETURN_IF_ERROR(CheckClinic(ref.clinic));
  change(sessions_[ref]);
  if (!preferred.business.empty() && ref.phone.has_value()) {
    preferred_[{ref.clinic, *ref.phone}] = preferred;
  }
  return absl::OkStatus();
}

absl::Status FakeSessionStore::Erase(const CallContext& /*call*/, const SessionRef& ref) {
  const absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(failure_);
  sessions_.erase(ref);
  return absl::OkStatus();
}

absl::StatusOr<int> FakeSessionStore::Purge(const CallContext& /*call*/, absl::Time sessions_before,
                                            absl::Time preferred_before, int limit) {
  const absl::MutexLock lock(&mutex_);
  RETURN_IF_ERROR(failure_);
  return EraseOldest(sessions_, sessions_before, limit,
                     [](const Session& session) { return session.used_at; }) +
         EraseOldest(preferred_, preferred_before, limit,
                     [](const PreferredLocation& preferred) { return preferred.said_at; });
}

void FakeSessionStore::RemoveClinic(const ClinicId& clinic) {
  const absl::MutexLock lock(&mutex_);
  removed_.insert(clinic);
}

void FakeSessionStore::FailWith(absl::Status failure) {
  const absl::MutexLock lock(&mutex_);
  failure_ = std::move(failure);
}

absl::Status FakeSessionStore::CheckClinic(const ClinicId& clinic) const {
  if (removed_.contains(clinic)) return MakeError(DomainError::kClinicNotFound, clinic.value());
  return absl::OkStatus();
}

}  // namespace frontdesk::test
