#ifndef FRONTDESK_SERVICES_SESSION_DOMAIN_SESSIONS_H_
#define FRONTDESK_SERVICES_SESSION_DOMAIN_SESSIONS_H_

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "services/session/domain/session.h"
#include "services/session/domain/session_ref.h"
#include "services/session/domain/session_store.h"

namespace frontdesk {

// What callers have been offered and turned down, and where they want to go. All methods fail with
// what SessionStore fails with. Thread-safe.
class Sessions {
 public:
  // `store` and `clock` must outlive the object.
  Sessions(SessionStore& store, const Clock& clock, SessionLimits limits);

  // See session.h for these four. A session that is over begins anew first.
  absl::StatusOr<SearchStart> BeginSearch(const CallContext& call, const SessionRef& ref,
                                          const SearchCriteria& criteria);
  absl::Status RecordOffer(const CallContext& call, const SessionRef& ref,
                           const SearchCriteria& criteria, absl::Span<const SlotKey> offered);
  absl::StatusOr<OfferAnswer> MakeOffer(const CallContext& call, const SessionRef& ref,
                                        const SearchOffer& offer);
  absl::Status ClearRefusals(const CallContext& call, const SessionRef& ref);

  // What is known now; changes nothing. A session that is over, or was never begun, is empty.
  absl::StatusOr<SessionView> Get(const CallContext& call, const SessionRef& ref);

  // Remembers where the caller wants to go: for this call, and by phone for twelve months. Does
  // nothing for a session that does not identify its caller: a wrong place is worse than one more
  // question.
  absl::Status RememberLocation(const CallContext& call, const SessionRef& ref,
                                const BusinessId& business);

  // Both of these at once, as after a booking at `business`.
  absl::Status ClearRefusalsAfterBooking(const CallContext& call, const SessionRef& ref,
                                         const BusinessId& business);

  // The call is over. What its phone prefers stays.
  absl::Status End(const CallContext& call, const SessionRef& ref);

 private:
  // With where the caller goes from now on; empty: it stays.
  absl::Status Update(const CallContext& call, const SessionRef& ref, const BusinessId& business,
                      absl::FunctionRef<void(Session&)> change);
  void PurgeIfDue(const CallContext& call);

  SessionStore& store_;
  const Clock& clock_;
  const SessionLimits limits_;
  absl::Mutex mutex_;
  absl::Time next_purge_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_DOMAIN_SESSIONS_H_
