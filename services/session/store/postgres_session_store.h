#ifndef FRONTDESK_SERVICES_SESSION_STORE_POSTGRES_SESSION_STORE_H_
#define FRONTDESK_SERVICES_SESSION_STORE_POSTGRES_SESSION_STORE_H_

#include <optional>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/postgres/postgres_pool.h"
#include "services/session/domain/session.h"
#include "services/session/domain/session_ref.h"
#include "services/session/domain/session_store.h"
#include "services/session/store/remembered_sessions.h"

namespace frontdesk {

// Sessions in the tables of V003__create_session.sql, by the functions of V019. Each method is one
// short transaction, so it works through PgBouncer in transaction mode.
//
// An update does not lock the row while `change` works on it: it is stored if the row is as it was
// read, else `change` works on what is there now. So it takes one exchange where this object stored
// or read the session last, or where there is none, and two where another replica did.
class PostgresSessionStore : public SessionStore {
 public:
  // `pool` must outlive the store.
  explicit PostgresSessionStore(PostgresPool& pool) : pool_(pool) {}

  absl::StatusOr<StoredSession> Load(const CallContext& call, const SessionRef& ref) override;
  absl::Status Update(const CallContext& call, const SessionRef& ref,
                      const PreferredLocation& preferred,
                      absl::FunctionRef<void(Session&)> change) override;
  absl::Status Erase(const CallContext& call, const SessionRef& ref) override;
  absl::StatusOr<int> Purge(const CallContext& call, absl::Time sessions_before,
                            absl::Time preferred_before, int limit) override;

 private:
  struct Answer;

  // Stores `session`, which `read` has become, unless the row is another by now.
  absl::StatusOr<Answer> Keep(const CallContext& call, const SessionRef& ref,
                              const std::optional<SessionRow>& read, const Session& session,
                              const PreferredLocation& preferred);

  PostgresPool& pool_;
  RememberedSessions remembered_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_STORE_POSTGRES_SESSION_STORE_H_
