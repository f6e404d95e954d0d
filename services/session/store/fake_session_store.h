#ifndef FRONTDESK_SERVICES_SESSION_STORE_FAKE_SESSION_STORE_H_
#define FRONTDESK_SERVICES_SESSION_STORE_FAKE_SESSION_STORE_H_

#include <map>
#include <set>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"
#include "services/session/domain/session_ref.h"
#include "services/session/domain/session_store.h"

namespace frontdesk::test {

// Keeps sessions in memory. Every clinic is known except those that RemoveClinic named.
class FakeSessionStore : public SessionStore {
 public:
  absl::StatusOr<StoredSession> Load(const CallContext& call, const SessionRef& ref) override;
  absl::Status Update(const CallContext& call, const SessionRef& ref,
                      const PreferredLocation& preferred,
                      absl::FunctionRef<void(Session&)> change) override;
  absl::Status Erase(const CallContext& call, const SessionRef& ref) override;
  absl::StatusOr<int> Purge(const CallContext& call, absl::Time sessions_before,
                            absl::Time preferred_before, int limit) override;

  void RemoveClinic(const ClinicId& clinic);

  // Every call fails with `failure` from now on; OK ends that.
  void FailWith(absl::Status failure);

 private:
  absl::Status CheckClinic(const ClinicId& clinic) const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  absl::Mutex mutex_;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  std::set<ClinicId> removed_ ABSL_GUARDED_BY(mutex_);
  std::map<SessionRef, Session> sessions_ ABSL_GUARDED_BY(mutex_);
  std::map<std::pair<ClinicId, PhoneNumber>, PreferredLocation> preferred_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_SERVICES_SESSION_STORE_FAKE_SESSION_STORE_H_
