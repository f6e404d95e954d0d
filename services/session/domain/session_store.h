#ifndef FRONTDESK_SERVICES_SESSION_DOMAIN_SESSION_STORE_H_
#define FRONTDESK_SERVICES_SESSION_DOMAIN_SESSION_STORE_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"
#include "services/session/domain/session.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk {

// Where a caller wanted to go, the last time that they said so. A default one is none.
struct PreferredLocation {
  BusinessId business;
  absl::Time said_at = absl::InfinitePast();

  friend bool operator==(const PreferredLocation&, const PreferredLocation&) = default;
};

struct StoredSession {
  Session session;
  PreferredLocation preferred;  // of the session's phone
};

// Where sessions are kept: exactly what was put there, however old; the rules decide what it is
// worth. Times come back to the microsecond. Implementations are thread-safe, and fail with
// kBookingSystemUnavailable, worth a retry, where they cannot be reached by the deadline of the
// call.
class SessionStore {
 public:
  virtual ~SessionStore() = default;

  // What is stored under `ref`; defaults where there is nothing, an unknown clinic included.
  virtual absl::StatusOr<StoredSession> Load(const CallContext& call, const SessionRef& ref) = 0;

  // Lets `change` work on the session, a default one if there is none, and stores the result, as if
  // nobody else saw or changed the session in between. `change` may run again after a conflict, on
  // what is stored then, and where an answer got lost, on what it has changed already. Unless it is
  // none, `preferred` replaces what the session's phone prefers; both or neither. The same place
  // once more may keep the time of an hour before. Fails with kClinicNotFound.
  virtual absl::Status Update(const CallContext& call, const SessionRef& ref,
                              const PreferredLocation& preferred,
                              absl::FunctionRef<void(Session&)> change) = 0;

  // Forgets the session; the preferred location stays. It is no error if there is none.
  virtual absl::Status Erase(const CallContext& call, const SessionRef& ref) = 0;

  // Forgets sessions last used before `sessions_before` and preferred locations said before
  // `preferred_before`, oldest first, at most `limit` of each. Returns how many went.
  virtual absl::StatusOr<int> Purge(const CallContext& call, absl::Time sessions_before,
                                    absl::Time preferred_before, int limit) = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_DOMAIN_SESSION_STORE_H_
