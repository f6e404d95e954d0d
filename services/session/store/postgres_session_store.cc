#include "services/session/store/postgres_session_store.h"

#include <cstddef>
#include <optional>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/postgres/single_read.h"
#include "libs/postgres/single_write.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/session/domain/session_ref.h"
#include "services/session/store/remembered_sessions.h"
#include "services/session/store/slot_text.h"

namespace frontdesk {
namespace {

// Without casts: the functions say what the parameters are.
constexpr char kRead[] = "SELECT session.read_session($1, $2, $3)";
constexpr char kKeep[] =
    "SELECT session.keep_session($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

constexpr char kEraseSession[] = R"sql(
    DELETE FROM session.session_rejected_slots
    WHERE clinic_id = $1::uuid AND caller_phone = $2 AND session_id = $3
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

// What a function of V019 answers.
absl::StatusOr<std::vector<std::string>> Texts(const pqxx::row& row) {
  return FromArray(row[0].as<std::string>());
}

constexpr std::size_t kRowTexts = 8;

// From xmin to used_at, as V019 tells of read_session.
absl::StatusOr<std::optional<SessionRow>> RowOf(absl::Span<const std::string> texts) {
  if (texts.size() < kRowTexts || texts[0].empty()) return std::nullopt;
  SessionRow row{.session = {.criteria = texts[1], .business = BusinessId(texts[5])},
                 .xid = texts[0]};
  Session& session = row.session;
  ASSIGN_OR_RETURN(session.offered, FromSlotArray(texts[2]));
  ASSIGN_OR_RETURN(session.refused, FromSlotArray(texts[3]));
  ASSIGN_OR_RETURN(session.offered_at, FromTimestamptz(texts[4]));
  ASSIGN_OR_RETURN(session.began_at, FromTimestamptz(texts[6]));
  ASSIGN_OR_RETURN(session.used_at, FromTimestamptz(texts[7]));
  return row;
}

// The clinic is the only row of another table that a session points at.
absl::Status NamingTheClinic(const absl::Status& status, const ClinicId& clinic) {
  if (SqlStateOf(status) != kForeignKeyViolation) return status;
  return MakeError(DomainError::kClinicNotFound, clinic.value());
}

}  // namespace

struct PostgresSessionStore::Answer {
  bool kept = false;
  std::optional<SessionRow> row;  // as it is now
};

absl::StatusOr<StoredSession> PostgresSessionStore::Load(const CallContext& call,
                                                         const SessionRef& ref) {
  // Where a caller goes is asked for before most answers, each time with little patience.
  return SingleRead(
      pool_, call.deadline, [&](pqxx::nontransaction& read) -> absl::StatusOr<StoredSession> {
        ASSIGN_OR_RETURN(
            const std::vector<std::string> texts,
            Texts(read.exec_params1(kRead, ref.clinic.value(), PhoneText(ref), ref.id.value())));
        if (texts.size() != kRowTexts + 2) return absl::InternalError("read_session is another");
        StoredSession stored;
        ASSIGN_OR_RETURN(const std::optional<SessionRow> session, RowOf(texts));
        remembered_.Put(ref, session);
        if (session.has_value()) stored.session = session->session;
        if (!texts[kRowTexts].empty()) {
          stored.preferred.business = BusinessId(texts[kRowTexts]);
          ASSIGN_OR_RETURN(stored.preferred.said_at, FromTimestamptz(texts[kRowTexts + 1]));
        }
        return stored;
      });
}

absl::Status PostgresSessionStore::Update(const CallContext& call, const SessionRef& ref,
                                          const PreferredLocation& preferred,
                                          absl::FunctionRef<void(Session&)> change) {
  // A guess, as that there is none: the database tells how it is where that is wrong.
  std::optional<SessionRow> row = remembered_.Get(ref);
  for (bool told = false, in_doubt = false;;) {
    Session session = row.has_value() ? row->session : Session();
    change(session);
    // What the database has just told need not be confirmed.
    if (told && row.has_value() && session == row->session && preferred.business.empty()) {
      return absl::OkStatus();
    }
    absl::StatusOr<Answer> answer = Keep(call, ref, row, session, preferred);
    if (answer.ok()) {
      row = std::move(answer)->row;
      remembered_.Put(ref, row);
      if (answer->kept) return absl::OkStatus();
      told = true;
    } else {
      remembered_.Put(ref, std::nullopt);
      // What got lost on its way may arrive yet: then it meets another version of the row than it
      // was for.
      if (in_doubt || !CommitInDoubt(answer.status())) {
        return NamingTheClinic(answer.status(), ref.clinic);
      }
      in_doubt = true;
      told = false;
      row.reset();
    }
    if (absl::Now() >= call.deadline) {
      return MakeError(DomainError::kBookingSystemUnavailable, "the session could not be stored");
    }
  }
}

absl::StatusOr<PostgresSessionStore::Answer> PostgresSessionStore::Keep(
    const CallContext& call, const SessionRef& ref, const std::optional<SessionRow>& read,
    const Session& session, const PreferredLocation& preferred) {
  const bool prefers = !preferred.business.empty() && ref.phone.has_value();
  return SingleWrite(
      pool_, call.deadline, [&](pqxx::nontransaction& write) -> absl::StatusOr<Answer> {
        ASSIGN_OR_RETURN(
            const std::vector<std::string> texts,
            Texts(write.exec_params1(
                kKeep, ref.clinic.value(), PhoneText(ref), ref.id.value(),
                read.has_value() ? read->xid.c_str() : nullptr,
                ToTimestamptz(read.has_value() ? read->session.used_at : absl::InfinitePast()),
                !read.has_value() || session != read->session, session.criteria,
                ToSlotArray(session.offered), ToSlotArray(session.refused),
                ToTimestamptz(session.offered_at), session.business.value(),
                ToTimestamptz(session.began_at), ToTimestamptz(session.used_at),
                prefers ? preferred.business.value() : "", ToTimestamptz(preferred.said_at))));
        Answer answer{.kept = texts.size() == 2};
        if (answer.kept) {
          answer.row = SessionRow{.session = session, .xid = texts[1]};
        } else if (!texts.empty()) {
          ASSIGN_OR_RETURN(answer.row, RowOf(absl::MakeConstSpan(texts).subspan(1)));
        }
        return answer;
      });
}

absl::Status PostgresSessionStore::Erase(const CallContext& call, const SessionRef& ref) {
  remembered_.Put(ref, std::nullopt);
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
