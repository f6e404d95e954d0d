#ifndef FRONTDESK_SERVICES_SESSION_STORE_POSTGRES_SESSION_STORE_H_
#define FRONTDESK_SERVICES_SESSION_STORE_POSTGRES_SESSION_STORE_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"
#include "libs/postgres/postgres_pool.h"
#include "services/session/domain/session_ref.h"
#include "services/session/domain/session_store.h"

namespace frontdesk {

// Sessions in the tables of V003__create_session.sql. Each method is one short transaction, so it
// works through PgBouncer in transaction mode.
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
  PostgresPool& pool_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_STORE_POSTGRES_SESSION_STORE_H_
