#include "services/session/store/postgres_session_store.h"

#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/postgres/single_read.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/session/domain/session_ref.h"
#include "services/session/store/slot_text.h"

namespace frontdesk {
namespace {

// One round trip for a new session and a known one alike: a row that is there is locked by the
// update that changes nothing, and two callers that both begin it meet in the primary key.
constexpr char kLockSession[] = R"sql(
    INSERT INTO session.session_rejected_slots AS kept
        (clinic_id, caller_phone, session_id, began_at, updated_at)
    VALUES ($1::uuid, $2, $3, '-infinity', '-infinity')
    ON CONFLICT (clinic_id, caller_phone, session_id) DO UPDATE SET session_id = kept.session_id
    RETURNING criteria, offered, refused, offered_at, business_id, began_at, updated_at
)sql";

constexpr char kStoreSession[] = R"sql(
    UPDATE session.session_rejected_slots
    SET criteria = $4, offered = $5::text[], refused = $6::text[], offered_at = $7::timestamptz,
        business_id = $8, began_at = $9::timestamptz, updated_at = $10::timestamptz
    WHERE clinic_id = $1::uuid AND caller_phone = $2 AND session_id = $3
)sql";

constexpr char kLoadSession[] = R"sql(
    SELECT s.criteria, s.offered, s.refused, s.offered_at, s.business_id, s.began_at, s.updated_at,
           p.business_id AS preferred, p.updated_at AS preferred_at
    FROM (SELECT $1::uuid AS clinic_id, $2::text AS caller_phone, $3::text AS session_id) AS asked
    LEFT JOIN session.session_rejected_slots AS s USING (clinic_id, caller_phone, session_id)
    LEFT JOIN session.preferred_locations AS p USING (clinic_id, caller_phone)
)sql";

constexpr char kEraseSession[] = R"sql(
    DELETE FROM session.session_rejected_slots
    WHERE clinic_id = $1::uuid AND caller_phone = $2 AND session_id = $3
)sql";

constexpr char kStorePreferred[] = R"sql(
    INSERT INTO session.preferred_locations (clinic_id, caller_phone, business_id, updated_at)
    VALUES ($1::uuid, $2, $3, $4::timestamptz)
    ON CONFLICT (clinic_id, caller_phone)
    DO UPDATE SET business_id = excluded.business_id, updated_at = excluded.updated_at
)sql";

// A row that someone uses right now is not idle, so it is skipped rather than waited for.
constexpr char kPurgeSessions[] = R"sql(
    DELETE FROM session.session_rejected_slots WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM session.session_rejected_slots WHERE updated_at < $1::timestamptz
        ORDER BY updated_at LIMIT $2::int FOR UPDATE SKIP LOCKED))
)sql";

constexpr char kPurgePreferred[] = R"sql(
    DELETE FROM session.preferred_locations WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM session.preferred_locations WHERE updated_at < $1::timestamptz
        ORDER BY updated_at LIMIT $2::int FOR UPDATE SKIP LOCKED))
)sql";

std::string PhoneText(const SessionRef& ref) {
  return ref.phone.has_value() ? ref.phone->e164() : "";
}

std::string Text(const pqxx::row& row, const char* column) { return row[column].as<std::string>(); }

absl::StatusOr<Session> SessionOf(const pqxx::row& row) {
  Session session{.criteria = Text(row, "criteria"),
                  .business = BusinessId(Text(row, "business_id"))};
  ASSIGN_OR_RETURN(session.offered, FromSlotArray(Text(row, "offered")));
  ASSIGN_OR_RETURN(session.refused, FromSlotArray(Text(row, "refused")));
  ASSIGN_OR_RETURN(session.offered_at, FromTimestamptz(Text(row, "offered_at")));
  ASSIGN_OR_RETURN(session.began_at, FromTimestamptz(Text(row, "began_at")));
  ASSIGN_OR_RETURN(session.used_at, FromTimestamptz(Text(row, "updated_at")));
  return session;
}

// The clinic is the only row of another table that a session points at.
absl::Status NamingTheClinic(const absl::Status& status, const ClinicId& clinic) {
  if (SqlStateOf(status) != kForeignKeyViolation) return status;
  return MakeError(DomainError::kClinicNotFound, clinic.value());
}

}  // namespace

absl::StatusOr<StoredSession> PostgresSessionStore::Load(const CallContext& call,
                                                         const SessionRef& ref) {
  // Where a caller goes is asked for before most answers, each time with little patience.
  return SingleRead(
      pool_, call.deadline, [&](pqxx::nontransaction& read) -> absl::StatusOr<StoredSession> {
        const pqxx::row row =
            read.exec_params1(kLoadSession, ref.clinic.value(), PhoneText(ref), ref.id.value());
        StoredSession stored;
        if (!row["criteria"].is_null()) {
          ASSIGN_OR_RETURN(stored.session, SessionOf(row));
        }
        if (!row["preferred"].is_null()) {
          stored.preferred.business = BusinessId(Text(row, "preferred"));
          ASSIGN_OR_RETURN(stored.preferred.said_at, FromTimestamptz(Text(row, "preferred_at")));
        }
        return stored;
      });
}

absl::Status PostgresSessionStore::Update(const CallContext& call, const SessionRef& ref,
                                          const PreferredLocation& preferred,
                                          absl::FunctionRef<void(Session&)> change) {
  const std::string phone = PhoneText(ref);
  const absl::Status status =
      InTransaction(pool_, call.deadline, [&](pqxx::work& txn) -> absl::Status {
        ASSIGN_OR_RETURN(
            Session session,
            SessionOf(txn.exec_params1(kLockSession, ref.clinic.value(), phone, ref.id.value())));
        change(session);
        txn.exec_params0(kStoreSession, ref.clinic.value(), phone, ref.id.value(), session.criteria,
                         ToSlotArray(session.offered), ToSlotArray(session.refused),
                         ToTimestamptz(session.offered_at), session.business.value(),
                         ToTimestamptz(session.began_at), ToTimestamptz(session.used_at));
        if (!preferred.business.empty() && ref.phone.has_value()) {
          txn.exec_params0(kStorePreferred, ref.clinic.value(), phone, preferred.business.value(),
                           ToTimestamptz(preferred.said_at));
        }
        return absl::OkStatus();
      });
  return NamingTheClinic(status, ref.clinic);
}

absl::Status PostgresSessionStore::Erase(const CallContext& call, const SessionRef& ref) {
  return InTransaction(pool_, call.deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params0(kEraseSession, ref.clinic.value(), PhoneText(ref), ref.id.value());
    return absl::OkStatus();
  });
}

absl::StatusOr<int> PostgresSessionStore::Purge(const CallContext& call, absl::Time sessions_before,
                                                absl::Time preferred_before, int limit) {
  return InTransaction(pool_, call.deadline, [&](pqxx::work& txn) -> absl::StatusOr<int> {
    const pqxx::result sessions =
        txn.exec_params(kPurgeSessions, ToTimestamptz(sessions_before), limit);
    const pqxx::result preferred =
        txn.exec_params(kPurgePreferred, ToTimestamptz(preferred_before), limit);
    return static_cast<int>(sessions.affected_rows() + preferred.affected_rows());
  });
}

}  // namespace frontdesk
